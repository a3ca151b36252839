import { posix } from "node:path";

import { SandboxError } from "@agent-gym/core";

/** Where commands of every backend start, and what is collected. */
export const workdir = "/work";

/** Of a path, in bytes: Linux's 4096 without the NUL. */
const longestPath = 4095;

/**
 * A path as a caller gives it, made absolute: relative ones start at the workspace.
 *
 * @throws SandboxError `refused` for what no file system takes as a path.
 */
export function sandboxPath(path: string): string {
  if (path.includes("\0")) {
    throw new SandboxError({
      code: "refused",
      message: `A path can't hold a NUL character: ${JSON.stringify(path)}.`,
    });
  }
  const absolute = posix.resolve(workdir, path);
  const bytes = Buffer.byteLength(absolute);
  if (bytes <= longestPath) return absolute;
  throw new SandboxError({
    code: "refused",
    message: `A path may have ${String(longestPath)} bytes, and this has ${String(bytes)}: ${JSON.stringify(absolute.slice(0, 60))}…`,
  });
}
