import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

import type { ChildSettings } from "./child/child-protocol.ts";
import { preloaded } from "./child/child-source.ts";
import { PyodideChild } from "./pyodide-child.ts";
import type { PyodidePackage } from "./pyodide-package.ts";

/** How the layout of a heap is called in a file's name: counts up when children load it otherwise. */
const layout = 1;
const smallestHeap = 1_000_000;

/**
 * The file with a heap in which Python has already started, made at first use and kept in the user's
 * cache, by versions of everything that it depends on. `undefined` where none can be made or kept:
 * then Python starts from nothing.
 */
export async function heapSnapshot(
  pyodide: PyodidePackage,
  settings: Omit<ChildSettings, "snapshotFile" | "makesSnapshot">,
): Promise<string | undefined> {
  const key = createHash("sha256")
    .update([layout, pyodide.version, process.version, process.arch, preloaded].join("\n"))
    .digest("hex")
    .slice(0, 16);
  const name = `pyodide-${pyodide.version}-${key}.heap`;
  try {
    const folder = await cacheFolder();
    const file = join(folder, name);
    if (existsSync(file)) return file;
    await using maker = disposable(new PyodideChild({ ...settings, makesSnapshot: true }));
    const reply = await maker.child.ask(undefined);
    if (reply.type !== "snapshot" || reply.heap.byteLength < smallestHeap) return undefined;
    const part = join(folder, `${name}.${randomUUID()}.part`);
    await writeFile(part, reply.heap, { mode: 0o600 });
    // Whoever else makes one at the same time makes the same.
    await rename(part, file);
    await sweep(folder, name);
    return file;
  } catch {
    return undefined;
  }
}

async function cacheFolder(): Promise<string> {
  const base = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(base, "agent-gym");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Heaps of other versions that nobody has touched for a month. */
async function sweep(folder: string, keep: string): Promise<void> {
  const month = 30 * 24 * 3_600_000;
  for (const name of await readdir(folder)) {
    if (name === keep || !/^pyodide-.*\.(?:heap|part)$/.test(name)) continue;
    const file = join(folder, name);
    if (Date.now() - (await stat(file)).mtimeMs > month) await rm(file, { force: true });
  }
}

function disposable(child: PyodideChild): { readonly child: PyodideChild } & AsyncDisposable {
  return { child, [Symbol.asyncDispose]: async () => await child.end() };
}
