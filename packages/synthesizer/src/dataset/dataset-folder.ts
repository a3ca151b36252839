import { mkdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";

import { UsageError } from "@agent-gym/core";
import { RecordError } from "@agent-gym/runner";

import { builtInFormats } from "../formats/built-in-formats.ts";
import type { DatasetManifest } from "./manifest.ts";

/**
 * Checks that no dataset is in the way.
 *
 * @throws UsageError
 */
export async function checkFolder(folder: string, overwrite: boolean): Promise<void> {
  if (overwrite || !(await exists(join(folder, "manifest.json")))) return;
  throw new UsageError(
    `${folder} holds a dataset already: choose another folder, or have it replaced (overwrite).`,
    { code: "dataset-exists" },
  );
}

/** Makes an empty folder in place of whatever is there. @throws RecordError */
export async function makeFresh(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
    await mkdir(path, { recursive: true });
  } catch (error) {
    throw RecordError.writing(path, error);
  }
}

/**
 * Moves a dataset's files to their place, in the order of their names; what an earlier dataset left
 * and this one lacks goes. The last name comes last: it says that all are there.
 *
 * @throws RecordError
 */
export async function replaceFiles(
  folder: string,
  staging: string,
  names: readonly string[],
): Promise<void> {
  try {
    const before = await namesOf(folder);
    await rm(join(folder, "manifest.json"), { force: true });
    for (const name of before.filter((one) => !names.includes(one))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
    for (const name of names) {
      await rm(join(folder, name), { recursive: true, force: true });
      await rename(join(staging, name), join(folder, name));
    }
  } catch (error) {
    throw RecordError.writing(folder, error);
  }
}

/** What an earlier dataset put there. */
async function namesOf(folder: string): Promise<readonly string[]> {
  try {
    const text = await readFile(join(folder, "manifest.json"), "utf8");
    const { files, rowFormat } = JSON.parse(text) as DatasetManifest;
    const format = builtInFormats[rowFormat];
    const named = [...files, ...(format?.companions?.(files) ?? [])];
    return [
      ...named.map(({ name }) => basename(name)),
      ...(format?.single === undefined ? [] : ["rows"]),
    ];
  } catch {
    return [];
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
