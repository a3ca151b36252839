import type { Output, ShimContext } from "./shim.ts";
import { ShimFault } from "./shim.ts";

/** One character per byte: what goes through pipes. */
export type Latin1 = string;

/** A file's or a pipe's bytes, by the name that the command gives it. */
export interface Input {
  /** `-` for stdin. */
  readonly name: string;
  readonly bytes: Latin1;
}

export function pathOf(context: ShimContext, name: string): string {
  return context.fs.resolvePath(context.cwd, name);
}

export function stdinOf(context: ShimContext): Latin1 {
  return context.stdin as unknown as string;
}

/** @throws ShimFault with what a program says when it can't read a file. */
export async function readBytes(context: ShimContext, name: string): Promise<Latin1> {
  if (name === "-" || name === "/dev/stdin") return stdinOf(context);
  const path = pathOf(context, name);
  const stat = await context.fs.stat(path).catch(() => undefined);
  if (stat === undefined) throw new ShimFault(`${name}: No such file or directory`);
  if (stat.isDirectory) throw new ShimFault(`${name}: Is a directory`);
  return Buffer.from(await context.fs.readFileBuffer(path)).toString("latin1");
}

/** The inputs that a command names, or stdin where it names none; what can't be read is complained of. */
export async function readInputs(
  names: readonly string[],
  context: ShimContext,
  output: Output,
  exitCode = 1,
): Promise<readonly Input[]> {
  const inputs: Input[] = [];
  for (const name of names.length === 0 ? ["-"] : names) {
    try {
      inputs.push({ name, bytes: await readBytes(context, name) });
    } catch (error) {
      if (!(error instanceof ShimFault)) throw error;
      output.complain(error.message, exitCode);
    }
  }
  return inputs;
}

/** Lines without their ends; a last line need not have one. */
export function linesOf(text: string, separator = "\n"): string[] {
  if (text === "") return [];
  const lines = text.split(separator);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** Bytes as the UTF-8 text that they are. */
export function toText(bytes: Latin1): string {
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/u.test(bytes) ? bytes : Buffer.from(bytes, "latin1").toString();
}

/** Text as its UTF-8 bytes. */
export function toBytes(text: string): Latin1 {
  // eslint-disable-next-line no-control-regex
  return /^[\0-\x7f]*$/u.test(text) ? text : Buffer.from(text).toString("latin1");
}

/** Writes a file of a command, with what it says when that fails. */
export async function writeBytes(context: ShimContext, name: string, bytes: Latin1): Promise<void> {
  try {
    await context.fs.writeFile(pathOf(context, name), Buffer.from(bytes, "latin1"));
  } catch (error) {
    throw new ShimFault(`${name}: ${reasonOf(error)}`);
  }
}

/** What the C library calls an error of the file system. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = /^[A-Z]{3,}/u.exec(message)?.[0] ?? "";
  return (
    {
      ENOENT: "No such file or directory",
      EISDIR: "Is a directory",
      ENOTDIR: "Not a directory",
      EEXIST: "File exists",
      EROFS: "Read-only file system",
      EFBIG: "File too large",
      ENOSPC: "No space left on device",
      ELOOP: "Too many levels of symbolic links",
      ENOTEMPTY: "Directory not empty",
    }[code] ?? message
  );
}
