import type { CollectOptions, Collection, FileEntry } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { CollectionPlan } from "../files/collection-plan.ts";
import { workdir } from "../files/sandbox-path.ts";
import type { ProcessOptions, ProcessOutcome } from "./run-process.ts";
import type { FileHost } from "./workspace-files.ts";

/** A workspace as far as it could be collected. */
export interface CollectedWorkspace extends Collection {
  /** Whether nothing was left because it could not be opened. */
  readonly readable: boolean;
}

const wallMs = 60_000;
const listBytes = 4 * 1024 * 1024;
const mostEntries = 50_000;
/** A path of 4,096 bytes can't be opened, and the workspace's own comes before it. */
const pathBytes = 4000;

// What lies near the top comes first: a flood further down does not push it out. What is deeper than
// 2,001 directories has a path that can't be opened.
const listScript = String.raw`
  root=$1
  list() {
    /bin/find "$root/" "$@" -printf '%y\0%s\0%m\0%l\0%P\0' 2> /dev/null || echo $? >&2
  }
  {
    list -mindepth 1 -maxdepth 1
    list -mindepth 2 -maxdepth 8
    list -mindepth 9 -maxdepth 2001
  } | head -c "$2"
`;

// One at a time, each in a field of its own: what can't be read leaves its field empty.
const readScript = String.raw`
  exec xargs -0 -n 2 sh -c '
    [ -f "$1" ] && [ ! -L "$1" ] && head -c "$2" -- "$1" 2> /dev/null | base64 -w 0
    printf "\0"
  ' sh
`;

interface ChosenFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

/**
 * Collects the workspace as far as it goes. Whatever a command has made of it is collected or
 * skipped, with the reason; it is never an error.
 *
 * @throws SandboxError `died`, or `unavailable` where the programs that do it are missing.
 */
export async function collectWorkspace(
  host: FileHost,
  options?: CollectOptions,
): Promise<CollectedWorkspace> {
  const plan = new CollectionPlan(options);
  const listing = await listWorkspace(host);
  const chosen: ChosenFile[] = [];
  // Without a prototype: a file may be called __proto__.
  const files = Object.create(null) as Record<string, FileEntry>;
  for (const [type, sizeText, modeText, link, name] of listing.entries) {
    const path = plan.name(name);
    if (path === undefined) continue;
    const kind = type.toString();
    const mode = Number.parseInt(modeText.toString(), 8);
    const size = Number(sizeText.toString());
    if (name.byteLength > pathBytes) {
      plan.skip(path, `its path is longer than ${String(pathBytes)} bytes`);
    } else if (kind === "d") files[path] = { directory: true, mode };
    else if (kind === "l") files[path] = { link: link.toString() };
    else if (kind !== "f") plan.skip(path, kindOf(kind));
    else if (plan.take(path, size)) chosen.push({ path, size, mode });
  }
  let { readable } = listing;
  const contents = (await readAtOnce(host, chosen)) ?? (await readEach(host, chosen));
  for (const [index, { path, mode }] of chosen.entries()) {
    const data = contents[index];
    if (data === undefined) {
      readable = false;
      plan.skip(path, "it could not be read, or changed meanwhile");
    } else files[path] = { data, mode };
  }
  if (listing.cut !== undefined) plan.skip(".", listing.cut);
  return { files: plan.sorted(files), skipped: plan.skipped, readable };
}

async function listWorkspace(host: FileHost): Promise<{
  readonly entries: readonly Fields[];
  /** Why there may be more than these. */
  readonly cut?: string;
  readonly readable: boolean;
}> {
  const argv = ["/bin/sh", "-c", listScript, "sh", workdir, String(listBytes + 1)];
  const outcome = await output(host, argv, { outputBytes: listBytes + 1 });
  const codes = outcome.stderr.text().split("\n");
  if (codes.includes("126") || codes.includes("127")) {
    throw new SandboxError({
      code: "unavailable",
      message: "The workspace can't be collected: the sandbox has no /bin/find that runs.",
    });
  }
  const bytes = outcome.stdout.bytes();
  const all = fieldsOf(bytes, 5);
  const entries = all.slice(0, mostEntries).toSorted((a, b) => Buffer.compare(a[4], b[4]));
  const cut = cutReason();
  const unreadable = cut === undefined && codes.some((code) => code !== "");
  return { entries, ...(cut === undefined ? {} : { cut }), readable: !unreadable };

  function cutReason(): string | undefined {
    const rest = `the ${String(entries.length)} entries listed first are collected, what is beyond them is not`;
    if (bytes.byteLength > listBytes) {
      return `its paths take more than ${String(listBytes)} bytes: ${rest}`;
    }
    if (all.length > mostEntries) return `there are more than ${String(mostEntries)}: ${rest}`;
    if (outcome.exitCode === 0) return undefined;
    const why = outcome.killed?.detail ?? `exit code ${String(outcome.exitCode)}`;
    return `it could not be listed to its end (${why}): ${rest}`;
  }
}

/** What files hold, or nothing where it is not exactly as much as was listed. */
async function readAtOnce(
  host: FileHost,
  chosen: readonly ChosenFile[],
): Promise<readonly Uint8Array[] | undefined> {
  if (chosen.length === 0) return [];
  const size = chosen.reduce((sum, file) => sum + file.size, 0);
  const outcome = await output(host, ["/bin/xargs", "-0", "/bin/cat", "--"], {
    stdin: chosen.map(({ path }) => `${workdir}/${path}\0`).join(""),
    outputBytes: size + 64 * 1024,
  });
  const contents = outcome.stdout.bytes();
  if (outcome.exitCode !== 0 || contents.byteLength !== size) return undefined;
  let offset = 0;
  return chosen.map((file) => {
    const data = contents.slice(offset, offset + file.size);
    offset += file.size;
    return data;
  });
}

/** What each file holds, or nothing for one that can't be read or has changed its size. */
async function readEach(
  host: FileHost,
  chosen: readonly ChosenFile[],
): Promise<readonly (Uint8Array | undefined)[]> {
  const encodedBytes = chosen.reduce((sum, { size }) => sum + Math.ceil(size / 3) * 4 + 5, 0);
  const outcome = await output(host, ["/bin/sh", "-c", readScript], {
    // One byte more than it had shows that it has grown.
    stdin: chosen.map(({ path, size }) => `${workdir}/${path}\0${String(size + 1)}\0`).join(""),
    outputBytes: encodedBytes + 64 * 1024,
  });
  const fields = outcome.stdout.text().split("\0").slice(0, -1);
  return chosen.map(({ size }, index) => {
    const field = fields[index];
    const data = field === undefined ? undefined : new Uint8Array(Buffer.from(field, "base64"));
    return data?.byteLength === size ? data : undefined;
  });
}

/** @throws SandboxError `died`. */
async function output(
  host: FileHost,
  argv: readonly string[],
  options: Pick<ProcessOptions, "stdin" | "outputBytes">,
): Promise<ProcessOutcome> {
  const outcome = await host.run(argv, { ...options, wallMs });
  if (outcome.exitCode !== 0 && !host.alive) {
    throw new SandboxError({ code: "died", message: "The sandbox has died." });
  }
  return outcome;
}

type Fields = readonly [Buffer, Buffer, Buffer, Buffer, Buffer];

/** Records of NUL-terminated fields, as bytes: a file's name need not be UTF-8. */
function fieldsOf(data: Uint8Array, count: 5): readonly Fields[] {
  const buffer = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const records: Fields[] = [];
  let fields: Buffer[] = [];
  let start = 0;
  for (let end = buffer.indexOf(0); end >= 0; end = buffer.indexOf(0, start)) {
    fields.push(buffer.subarray(start, end));
    start = end + 1;
    if (fields.length < count) continue;
    records.push(fields as unknown as Fields);
    fields = [];
  }
  return records;
}

function kindOf(type: string): string {
  if (type === "p") return "it is a FIFO";
  if (type === "s") return "it is a socket";
  if (type === "b" || type === "c") return "it is a device";
  return "it is no regular file";
}
