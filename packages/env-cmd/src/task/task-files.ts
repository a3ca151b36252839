import type { FileEntry, FileTree } from "@agent-gym/core";
import { z } from "zod";

/** One entry of a task's `files`, as JSON can say it. A string is the content of a file. */
export type TaskFile =
  | string
  | {
      /** Its text. */
      readonly content: string;
      /** Permission bits in octal: `"0755"`. Default `"0644"`. */
      readonly mode?: string;
    }
  | {
      /** Content that is no text. */
      readonly base64: string;
      /** Permission bits in octal. Default `"0644"`. */
      readonly mode?: string;
    }
  | {
      /** A symbolic link to this target. */
      readonly link: string;
    }
  | {
      readonly directory: true;
      /** Permission bits in octal. Default `"0755"`. */
      readonly mode?: string;
    };

/** Entries by their path in the workspace. */
export type TaskFiles = Readonly<Record<string, TaskFile>>;

const insideWorkspace = "must be a path inside the workspace, such as logs/app.log";

/** A path in the workspace: `logs/app.log`; not absolute, no `..`, no slash at the end. */
export const workspacePath: z.ZodType<string> = z
  .string()
  .regex(/^(?!\/)(?!.*(?:^|\/)\.{0,2}\/)(?!.*(?:^|\/)\.{1,2}$)[^\0]*[^/\0]$/su, insideWorkspace);

/** Permission bits in octal, as `chmod` takes them. */
export const octalMode: z.ZodType<string> = z
  .string()
  .regex(/^0?[0-7]{3}$/, 'must be permission bits in octal, such as "0644"');

const taskFile: z.ZodType<TaskFile> = z.union([
  z.string(),
  z.strictObject({ content: z.string(), mode: octalMode.exactOptional() }),
  z.strictObject({ base64: z.base64(), mode: octalMode.exactOptional() }),
  z.strictObject({ link: z.string().min(1) }),
  z.strictObject({ directory: z.literal(true), mode: octalMode.exactOptional() }),
]);

export const taskFiles: z.ZodType<TaskFiles> = z.record(workspacePath, taskFile, {
  error: ({ code }) => (code === "invalid_key" ? insideWorkspace : undefined),
});

/** The tree that a task's `files` describe. */
export function toFileTree(files: TaskFiles): FileTree {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path, toEntry(file)]));
}

function toEntry(file: TaskFile): FileEntry {
  if (typeof file === "string") return { data: file };
  if ("link" in file) return { link: file.link };
  const mode = file.mode === undefined ? {} : { mode: Number.parseInt(file.mode, 8) };
  if ("directory" in file) return { directory: true, ...mode };
  if ("content" in file) return { data: file.content, ...mode };
  return { data: new Uint8Array(Buffer.from(file.base64, "base64")), ...mode };
}
