import type { FileTree } from "@agent-gym/core";
import { z } from "zod";

/** A file of a task: its text, or its bytes in Base64. */
export type TaskFile =
  | string
  | {
      /** Content that is no text, in Base64. */
      readonly base64: string;
    };

/** Files by their path in the workspace. */
export type TaskFiles = Readonly<Record<string, TaskFile>>;

const insideWorkspace = "must be a path inside the workspace, such as data/sales.csv";

/** Not absolute, no `.` or `..`, no slash at the end. */
const workspacePath = z
  .string()
  .regex(/^(?!\/)(?!.*(?:^|\/)\.{0,2}\/)(?!.*(?:^|\/)\.{1,2}$)[^\0]*[^/\0]$/su, insideWorkspace);

export const taskFiles: z.ZodType<TaskFiles> = z.record(
  workspacePath,
  z.union([z.string(), z.strictObject({ base64: z.base64() })]),
  { error: ({ code }) => (code === "invalid_key" ? insideWorkspace : undefined) },
);

/** The tree that a task's `files` describe. */
export function toFileTree(files: TaskFiles = {}): FileTree {
  return Object.fromEntries(
    Object.entries(files).map(([path, file]) => [
      path,
      {
        data: typeof file === "string" ? file : new Uint8Array(Buffer.from(file.base64, "base64")),
      },
    ]),
  );
}
