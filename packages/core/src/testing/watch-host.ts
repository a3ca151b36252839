import { errorMessage } from "../errors/error-message.ts";

const faults = ["uncaughtException", "unhandledRejection"] as const;

/**
 * What escaped from some work into the process while it ran: errors that nobody caught, and calls of
 * `process.exit`, one line each. While it watches, a test runner's own handlers don't. Where there is
 * no Node.js process it sees nothing.
 */
export async function watchHost(work: () => Promise<void>): Promise<readonly string[]> {
  const host = globalThis.process as NodeJS.Process | undefined;
  const escaped: string[] = [];
  if (host?.listeners === undefined) {
    await work();
    return escaped;
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
  return escaped;
}

/** How many child processes and servers this process holds; 0 where that can't be told. */
export function heldResources(): number {
  const host = globalThis.process as NodeJS.Process | undefined;
  const held = host?.getActiveResourcesInfo?.() ?? [];
  return held.filter((kind) => /^(?:ProcessWrap|TCPServerWrap|UDPWrap|Worker)$/u.test(kind)).length;
}
