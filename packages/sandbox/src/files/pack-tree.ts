import type { FileTree } from "@agent-gym/core";
import type { TarEntry } from "modern-tar";
import { packTar } from "modern-tar";

import { contentBytes, treeEntries } from "./tree-entries.ts";

export interface PackOptions {
  /** Goes before every path; ends in a slash. */
  readonly prefix?: string;
  /** Other entries, before the tree's. */
  readonly before?: readonly TarEntry[];
  /** Whose the tree's entries are, by number; root's when absent. */
  readonly owner?: number;
}

/** A file tree as a tar archive. */
export async function packTree(files: FileTree, options: PackOptions = {}): Promise<Uint8Array> {
  const { prefix = "", before = [], owner = 0 } = options;
  const ids = { uid: owner, gid: owner };
  const entries = treeEntries(files).map(([path, entry]): TarEntry => {
    const name = `${prefix}${path}`;
    if ("link" in entry) {
      return {
        header: { name, type: "symlink", linkname: entry.link, size: 0, mode: 0o777, ...ids },
      };
    }
    if ("directory" in entry) {
      const mode = entry.mode ?? 0o755;
      return { header: { name: `${name}/`, type: "directory", size: 0, mode, ...ids } };
    }
    const body = contentBytes(entry.data);
    const mode = entry.mode ?? 0o644;
    return { header: { name, type: "file", size: body.byteLength, mode, ...ids }, body };
  });
  return await packTar([...before, ...entries]);
}
