import { posix } from "node:path";

import { sandboxPath } from "../files/sandbox-path.ts";
import type { ProgramSettings } from "./child/child-protocol.ts";

/** What a command line asks of Python: a program, or an exit code with a message. */
export type PythonCommand =
  | { readonly program: Omit<ProgramSettings, "cwd" | "stdin"> }
  | { readonly exitCode: number; readonly message: string };

/**
 * Reads `python3 [-options] (-c code | file | -) [arguments]`. Options that say how Python starts are
 * passed over: it has started already.
 *
 * @param source.stdin what `-` runs.
 * @param source.read the text of a file; throws when there is none.
 */
export function parsePythonCommand(
  command: string | readonly string[],
  source: {
    readonly cwd: string;
    readonly stdin: string;
    readonly read: (path: string) => string;
  },
): PythonCommand {
  const shell = "this sandbox has no shell and no programs but python3: give a list of arguments";
  if (typeof command === "string") return { exitCode: 127, message: `sh: ${shell}\n` };
  const [program = "", ...rest] = command;
  if (!/^(?:.*\/)?python3?(?:\.\d+)?$/.test(program)) {
    return { exitCode: 127, message: `${program}: command not found (${shell})\n` };
  }
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? "";
    if (word === "-c") {
      const [code = "", ...operands] = rest.slice(index + 1);
      return { program: { argv: ["-c", ...operands], name: "<string>", code } };
    }
    if (word === "-m") return { exitCode: 2, message: "python3: -m is not supported here\n" };
    if (word === "-X" || word === "-W") index += 1;
    else if (word === "-" || !word.startsWith("-")) {
      return programOf(word, rest.slice(index), source);
    }
  }
  return programOf("-", ["-"], source);
}

function programOf(
  word: string,
  argv: readonly string[],
  source: Parameters<typeof parsePythonCommand>[1],
): PythonCommand {
  if (word === "-") return { program: { argv, name: "<stdin>", code: source.stdin } };
  const path = posix.resolve(sandboxPath(source.cwd), word);
  try {
    return { program: { argv, name: path, code: source.read(path) } };
  } catch {
    return {
      exitCode: 2,
      message: `python3: can't open file '${path}': [Errno 2] No such file or directory\n`,
    };
  }
}
