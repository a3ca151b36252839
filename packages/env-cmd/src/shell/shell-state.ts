import { quote, quoteOnOneLine } from "./quote.ts";

/** What lasts from one command to the next. */
export interface ShellState {
  readonly directory: string;
  /** Declarations of the exported variables, as bash itself writes and reads them. */
  readonly exports: string;
}

const begin = "\n__agent_gym_shell_directory__\n";
const middle = "\n__agent_gym_shell_exports__\n";
const end = "\n__agent_gym_shell_end__\n";

/** A state with more than this is not carried over: it would not fit into a command line. */
const maximumExports = 32_768;

/**
 * A script that runs a command in a state and, if the shell is still there afterwards, writes the new
 * state to the end of stderr. The agent's redirections can't reach that: stderr is put aside while the
 * command runs, under a descriptor that no child inherits. The command starts on the script's first
 * line, so that bash numbers its lines as if it stood alone.
 */
export function wrapCommand(command: string, state: ShellState | undefined): string {
  const restore = state === undefined ? "" : restoreState(state);
  return [
    `{ { ${restore}eval ${quote(command)}; } 2>&3 3>&-`,
    // Positional parameters, because a variable of ours might be exported; no trace of it in `set -x`.
    `{ set -- "$?"; set +xv; } 2>/dev/null`,
    `{ builtin printf %s ${quote(begin)}; builtin pwd; builtin printf %s ${quote(middle)}`,
    `builtin export -p; builtin printf %s ${quote(end)}; } >&3; } 3>&2`,
    `exit "$1"`,
  ].join("\n");
}

function restoreState({ directory, exports }: ShellState): string {
  const gone = "The current directory is gone; back in the workspace.";
  return (
    `builtin cd -- ${quoteOnOneLine(directory)} 2>/dev/null || builtin printf '%s\\n' '${gone}' >&2; ` +
    `eval ${quoteOnOneLine(exports)}; `
  );
}

/** What a wrapped command wrote to stderr, apart from the state that came with it. */
export interface UnwrappedErrors {
  readonly stderr: string;
  /** Absent when the shell did not live to tell. */
  readonly state?: ShellState;
}

/** Takes the state out of a wrapped command's stderr. */
export function unwrapErrors(stderr: string): UnwrappedErrors {
  const endAt = stderr.lastIndexOf(end);
  const middleAt = stderr.lastIndexOf(middle, endAt);
  const beginAt = stderr.lastIndexOf(begin, middleAt);
  if (endAt === -1 || middleAt === -1 || beginAt === -1) return { stderr };
  const own = stderr.slice(0, beginAt) + stderr.slice(endAt + end.length);
  const directory = stderr.slice(beginAt + begin.length, middleAt).replace(/\n$/, "");
  const exports = stderr.slice(middleAt + middle.length, endAt);
  if (exports.length > maximumExports) {
    const note = "The exported variables are too large to be kept for the next command.\n";
    return { stderr: `${own}${own === "" || own.endsWith("\n") ? "" : "\n"}${note}` };
  }
  return { stderr: own, state: { directory, exports } };
}
