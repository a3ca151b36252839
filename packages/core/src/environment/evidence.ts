import type { Json } from "../json/json.ts";
import type { FileTree } from "../sandbox/file-tree.ts";

/** What grading sees of an episode besides its transcript, and all it sees. Kept with the record. */
export interface Evidence<Data = Json> {
  /** Plain JSON. */
  readonly data: Data;
  /** Collected files: regular files, directories, and links as data. */
  readonly files?: FileTree;
}
