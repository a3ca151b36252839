import type { FileEntry, FileTree } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

function refuse(path: string, problem: string): SandboxError {
  return new SandboxError({
    code: "refused",
    message: `A file tree's paths are relative and stay inside it; ${JSON.stringify(path)} ${problem}.`,
  });
}

function normalPath(path: string): string {
  if (path.startsWith("/")) throw refuse(path, "starts with a slash");
  if (path.includes("\0")) throw refuse(path, "holds a NUL character");
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.length === 0) throw refuse(path, "names nothing");
  if (parts.includes("..")) throw refuse(path, "leads out with `..`");
  return parts.join("/");
}

/**
 * The entries of a tree in the order in which they can be written: sorted by path, so that a
 * directory comes before what it holds.
 *
 * @throws SandboxError `refused` for a path that leads out of the tree, comes twice, or lies below
 *   an entry that is no directory.
 */
export function treeEntries(files: FileTree): readonly (readonly [string, FileEntry])[] {
  const entries = new Map<string, FileEntry>();
  for (const [path, entry] of Object.entries(files)) {
    const name = normalPath(path);
    if (entries.has(name)) throw refuse(path, "comes twice");
    entries.set(name, entry);
  }
  for (const name of entries.keys()) {
    for (let end = name.lastIndexOf("/"); end > 0; end = name.lastIndexOf("/", end - 1)) {
      const parent = entries.get(name.slice(0, end));
      if (parent !== undefined && !("directory" in parent)) {
        throw refuse(name, "lies below an entry that is no directory");
      }
    }
  }
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}

/** The bytes of a file's content. */
export function contentBytes(data: string | Uint8Array): Uint8Array {
  return typeof data === "string" ? new TextEncoder().encode(data) : data;
}
