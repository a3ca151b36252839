import type { FileEntry, FileTree } from "@agent-gym/core";

/** The bytes of a regular file. */
export function bytesOf(entry: { readonly data: string | Uint8Array }): Uint8Array {
  return typeof entry.data === "string" ? Buffer.from(entry.data) : entry.data;
}

/** The text of a regular file; bytes that are no UTF-8 become U+FFFD, a byte-order mark stays. */
export function textOf(entry: { readonly data: string | Uint8Array }): string {
  if (typeof entry.data === "string") return entry.data;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(entry.data);
}

/** The permission bits of a file or directory. */
export function modeOf(entry: { readonly directory?: true; readonly mode?: number }): number {
  return entry.mode ?? (entry.directory === true ? 0o755 : 0o644);
}

/** What is at a path: a directory also where only what it holds has an entry. */
export function entryAt(tree: FileTree, path: string): FileEntry | undefined {
  if (Object.hasOwn(tree, path)) return tree[path];
  const isDirectory =
    path === "." || Object.keys(tree).some((other) => other.startsWith(`${path}/`));
  return isDirectory ? { directory: true } : undefined;
}

/** The directories that a path lies in, outermost first: `a`, `a/b` for `a/b/c`. */
export function parentsOf(path: string): readonly string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join("/"));
}

/** A tree laid over another. What stands in its way (a file where a directory must be) is dropped. */
export function overlay(tree: FileTree, over: FileTree): FileTree {
  const directories = new Set(Object.keys(over).flatMap(parentsOf));
  const leaves = new Set(
    Object.entries(over).flatMap(([path, entry]) => ("directory" in entry ? [] : [path])),
  );
  const kept = Object.entries(tree).filter(
    ([path, entry]) =>
      ("directory" in entry || !directories.has(path)) &&
      !parentsOf(path).some((parent) => leaves.has(parent)),
  );
  return { ...Object.fromEntries(kept), ...over };
}

/** Whether two entries are the same: kind, content and permission bits. */
export function sameEntry(one: FileEntry, other: FileEntry): boolean {
  if ("link" in one || "link" in other) {
    return "link" in one && "link" in other && one.link === other.link;
  }
  if (modeOf(one) !== modeOf(other)) return false;
  if ("directory" in one || "directory" in other) return "directory" in one && "directory" in other;
  return Buffer.compare(bytesOf(one), bytesOf(other)) === 0;
}
