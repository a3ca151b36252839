import { errorMessage } from "../errors/error-message.ts";
import { watchBuiltins } from "./watch-builtins.ts";

const faults = ["uncaughtException", "unhandledRejection"] as const;

/**
 * What escaped from some work into the process while it ran: errors that nobody caught, calls of
 * `process.exit`, and changes of what every object inherits, one line each. While it watches, a test runner's own handlers don't. Where there is
 * no Node.js process it sees nothing.
 */
export async function watchHost(work: () => Promise<void>): Promise<readonly string[]> {
  const host = globalThis.process as NodeJS.Process | undefined;
  const escaped: string[] = [];
  const changesOfBuiltins = watchBuiltins();
  if (host?.listeners === undefined) {
    await work();
    return changesOfBuiltins();
  }
  const exit = host.exit.bind(host);
  const before = faults.map((fault) => [fault, host.rawListeners(fault)] as const);
  const note = (error: unknown): void => void escaped.push(errorMessage(error));
  for (const fault of faults) host.removeAllListeners(fault).on(fault, note);
  host.exit = (code) => {
    escaped.push(`process.exit(${String(code ?? "")}) was called`);
    throw new Error("process.exit was called");
  };
  try {
    await work();
    // What was scheduled rises in the next turns of the event loop.
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => void setTimeout(resolve, 10));
    }
  } finally {
    host.exit = exit;
    for (const [fault, listeners] of before) {
      host.removeListener(fault, note);
      for (const listener of listeners) host.on(fault as never, listener as () => void);
    }
  }
  return [...escaped, ...changesOfBuiltins()];
}

/** How many child processes and servers this process holds; 0 where that can't be told. */
export function heldResources(): number {
  const host = globalThis.process as NodeJS.Process | undefined;
  const held = host?.getActiveResourcesInfo?.() ?? [];
  return held.filter((kind) => /^(?:ProcessWrap|TCPServerWrap|UDPWrap|Worker)$/u.test(kind)).length;
}

/**
 * How many timers, watchers of files and listeners of this process there are, by kind; nothing where
 * that can't be told. Timers that keep no process alive can't be seen.
 */
export function lingering(): Readonly<Record<string, number>> {
  const host = globalThis.process as NodeJS.Process | undefined;
  if (host?.getActiveResourcesInfo === undefined) return {};
  const held = host.getActiveResourcesInfo();
  const listeners = host.eventNames().map((event) => host.listenerCount(event));
  return {
    timers: held.filter((kind) => kind === "Timeout").length,
    "watchers of files": held.filter((kind) => /^(?:FSEventWrap|StatWatcher)$/u.test(kind)).length,
    "listeners of the process": listeners.reduce((sum, count) => sum + count, 0),
  };
}
