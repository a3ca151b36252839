import type { FileTree } from "@agent-gym/core";
import type { TarEntry } from "modern-tar";
import { packTar } from "modern-tar";

import { contentBytes, treeEntries } from "./tree-entries.ts";

export interface PackOptions {
  /** Goes before every path; ends in a slash. */
  readonly prefix?: string;
  /** Other entries, before the tree's. */
  readonly before?: readonly TarEntry[];
}

/** A file tree as a tar archive, owned by root. */
export async function packTree(files: FileTree, options: PackOptions = {}): Promise<Uint8Array> {
  const { prefix = "", before = [] } = options;
  const entries = treeEntries(files).map(([path, entry]): TarEntry => {
    const name = `${prefix}${path}`;
    if ("link" in entry) {
      return { header: { name, type: "symlink", linkname: entry.link, size: 0, mode: 0o777 } };
    }
    if ("directory" in entry) {
      const mode = entry.mode ?? 0o755;
      return { header: { name: `${name}/`, type: "directory", size: 0, mode } };
    }
    const body = contentBytes(entry.data);
    const mode = entry.mode ?? 0o644;
    return { header: { name, type: "file", size: body.byteLength, mode }, body };
  });
  return await packTar([...before, ...entries]);
}
