import type { FileTree } from "@agent-gym/core";
import { packTar } from "modern-tar";

import { contentBytes, treeEntries } from "./tree-entries.ts";

/** A file tree as a tar archive, owned by root. */
export async function packTree(files: FileTree): Promise<Uint8Array> {
  return await packTar(
    treeEntries(files).map(([name, entry]) => {
      if ("link" in entry) {
        return { header: { name, type: "symlink", linkname: entry.link, size: 0, mode: 0o777 } };
      }
      if ("directory" in entry) {
        return {
          header: { name: `${name}/`, type: "directory", size: 0, mode: entry.mode ?? 0o755 },
        };
      }
      const body = contentBytes(entry.data);
      return {
        header: { name, type: "file", size: body.byteLength, mode: entry.mode ?? 0o644 },
        body,
      };
    }),
  );
}
