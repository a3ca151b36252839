import { harmlessLine } from "./terminal/harmless-text.ts";

/** Errors that nobody waited for: an agent's module, or one of its libraries, let them go. */
export interface ProcessFaults {
  /** Whether one of them left the process in a state that nobody knows. */
  readonly fatal: boolean;
}

/**
 * Keeps such errors from ending the process with everything in it. A rejection that nobody handles is
 * told, and the run goes on: its episode has its own end. An exception that nobody catches stops the
 * run as a request of the system to end would, so that its record is closed and its last line is
 * written.
 */
export function watchProcessFaults(
  watched: Pick<NodeJS.Process, "on" | "emit" | "listenerCount" | "exit">,
  tell: (line: string) => void,
): ProcessFaults {
  let fatal = false;
  watched.on("unhandledRejection", (reason) => {
    tell(`agent-gym: A promise was rejected and nobody handled it: ${said(reason)}`);
  });
  watched.on("uncaughtException", (error) => {
    if (fatal) return;
    fatal = true;
    tell(`agent-gym: An error was thrown that nobody caught; stopping: ${said(error)}`);
    if (watched.listenerCount("SIGTERM") === 0) watched.exit(2);
    else watched.emit("SIGTERM", "SIGTERM");
  });
  return {
    get fatal(): boolean {
      return fatal;
    },
  };
}

function said(error: unknown): string {
  try {
    return harmlessLine(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  } catch {
    return "it can't be read";
  }
}
