import { hash } from "node:crypto";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";

import { RecordError } from "./record-error.ts";
import { writeFileAtomically } from "./write-file-atomically.ts";

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Content by its SHA-256. Equal content is kept once, however many episodes left it behind. */
export interface ArtifactStore {
  /**
   * Keeps some content; resolves to its digest once it is written.
   *
   * @throws RecordError
   */
  readonly store: (data: Uint8Array) => Promise<string>;
}

/**
 * The store of a run: a file per content, named by the digest of what is in it before compression.
 * Gzip, for a browser can read it as it is, and so can every tool.
 *
 * @param folder must be there.
 */
export function artifactStore(folder: string): ArtifactStore {
  const stored = new Map<string, Promise<void>>();
  const write = async (digest: string, data: Uint8Array): Promise<void> => {
    const path = join(folder, digest);
    if (await exists(path)) return;
    await writeFileAtomically(path, await compress(data));
  };
  return {
    store: async (data) => {
      const digest = digestOf(data);
      let writing = stored.get(digest);
      if (writing === undefined) {
        writing = write(digest, data);
        stored.set(digest, writing);
      }
      await writing;
      return digest;
    },
  };
}

/**
 * Content of a run's store.
 *
 * @throws RecordError when it is not there, or is not what its name says.
 */
export async function readArtifact(folder: string, digest: string): Promise<Uint8Array> {
  const path = join(folder, digest);
  let data: Uint8Array;
  try {
    data = await decompress(await readFile(path));
  } catch (error) {
    throw RecordError.reading(path, error);
  }
  if (digestOf(data) === digest) return data;
  throw new RecordError(`${path} does not hold what its name says: the file was changed.`);
}

/** The name of some content: its SHA-256, as 64 lower-case hexadecimal digits. */
export function digestOf(data: Uint8Array): string {
  return hash("sha256", data);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
