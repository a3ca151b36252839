import { AgentGymError } from "@agent-gym/core";

/** The record can't be written or read: the disk is full, the folder is gone, a file is broken. */
export class RecordError extends AgentGymError {
  static override readonly kind: string = "RecordError";

  constructor(message: string, options: { readonly cause?: unknown } = {}) {
    super({ code: "record", message, cause: options.cause, boundary: "harness" });
  }

  /** Says which file could not be written, and why. */
  static writing(path: string, cause: unknown): RecordError {
    return new RecordError(`Can't write ${path}: ${reasonOf(cause)}.`, { cause });
  }

  /** Says which file could not be read, and why. */
  static reading(path: string, cause: unknown): RecordError {
    return new RecordError(`Can't read ${path}: ${reasonOf(cause)}.`, { cause });
  }

  static override isInstance(value: unknown): value is RecordError {
    return AgentGymError.isInstance(value) && value["~agent-gym-kinds"].includes(RecordError.kind);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EMFILE: "too many files are open",
  ENOENT: "there is no such file or folder",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is no folder",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/** What the operating system refused, in words. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { code } = cause as NodeJS.ErrnoException;
  return (code === undefined ? undefined : reasons[code]) ?? cause.message.replace(/\.$/, "");
}
