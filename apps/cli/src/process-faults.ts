import { ModuleExitError } from "./loading/import-module.ts";
import { harmlessLine } from "./terminal/harmless-text.ts";

/** Errors that nobody waited for: an agent's module, or one of its libraries, let them go. */
export interface ProcessFaults {
  /** Whether one of them left the process in a state that nobody knows. */
  readonly fatal: boolean;
  /** From now on the process may end. */
  readonly allowExit: () => void;
}

/**
 * Keeps such errors from ending the process with everything in it. A rejection that nobody handles is
 * told, and the run goes on: its episode has its own end. An exception that nobody catches stops the
 * run as a request of the system to end would, so that its record is closed and its last line is
 * written. Where the process ends all the same before it may, that is told, and its exit code is 2.
 */
export function watchProcessFaults(
  watched: Pick<NodeJS.Process, "on" | "emit" | "listenerCount" | "exit" | "exitCode">,
  tell: (line: string) => void,
): ProcessFaults {
  let fatal = false;
  let allowed = false;
  watched.on("unhandledRejection", (reason) => {
    tell(`agent-gym: A promise was rejected and nobody handled it: ${said(reason)}`);
  });
  watched.on("uncaughtException", (error) => {
    // Whoever loads the module hears of it.
    if (fatal || error instanceof ModuleExitError) return;
    fatal = true;
    tell(`agent-gym: An error was thrown that nobody caught; stopping: ${said(error)}`);
    if (watched.listenerCount("SIGTERM") === 0) watched.exit(2);
    else watched.emit("SIGTERM", "SIGTERM");
  });
  const tellEnd = (line: string): void => {
    if (allowed || fatal) return;
    allowed = true;
    watched.exitCode = 2;
    tell(`agent-gym: ${line}`);
  };
  watched.on("beforeExit", () =>
    tellEnd(
      "Nothing is under way any more that could bring this to an end: something that was loaded waits for a promise that nothing settles.",
    ),
  );
  watched.on("exit", (code) =>
    tellEnd(
      `The process was ended before it was done, with exit code ${code}: something that was loaded calls process.exit.`,
    ),
  );
  return {
    get fatal(): boolean {
      return fatal;
    },
    allowExit: () => void (allowed = true),
  };
}

function said(error: unknown): string {
  try {
    return harmlessLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  } catch {
    return "it can't be read";
  }
}
