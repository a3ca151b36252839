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

/** A tree laid over another. What stands in its way (a file where a directory must be) is dropped. */
export function overlay(tree: FileTree, over: FileTree): FileTree {
  const merged = new Map(Object.entries(tree));
  for (const [path, entry] of Object.entries(over)) {
    const parts = path.split("/");
    for (let length = 1; length < parts.length; length += 1) {
      const parent = parts.slice(0, length).join("/");
      const there = merged.get(parent);
      if (there !== undefined && !("directory" in there)) merged.delete(parent);
    }
    if (!("directory" in entry)) {
      for (const other of merged.keys()) if (other.startsWith(`${path}/`)) merged.delete(other);
    }
    merged.set(path, entry);
  }
  return Object.fromEntries(merged);
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
