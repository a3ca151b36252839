import type { CollectOptions, Collection, FileTree, Json, JsonObject } from "@agent-gym/core";

/** What grading sees of an episode besides its transcript: what the agent left in the workspace. */
export interface PythonEvidence extends JsonObject {
  /** What was not collected, and why. */
  readonly skipped: readonly Json[];
}

/** How much of a workspace is kept. */
export const collectOptions: CollectOptions = {
  maxBytes: 16 * 1024 * 1024,
  maxFileBytes: 8 * 1024 * 1024,
  maxFiles: 300,
};

/** Files that are new or changed since the start; the task's own are in the task. */
export function changedFiles({ files }: Collection, start: FileTree): FileTree {
  return Object.fromEntries(
    Object.entries(files).filter(([path, entry]) => {
      const before = start[path];
      if (before === undefined || !("data" in before) || !("data" in entry)) return true;
      return Buffer.compare(Buffer.from(before.data), Buffer.from(entry.data)) !== 0;
    }),
  );
}
