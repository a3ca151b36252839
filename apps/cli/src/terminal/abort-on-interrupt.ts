import type { CommandContext } from "../command-context.ts";

/** Fires at the first Ctrl-C, or when the system asks the process to end. */
export interface InterruptSignal extends Disposable {
  readonly signal: AbortSignal;
}

/** For commands that have nothing to finish: the first sign stops them. A second one ends the process. */
export function abortOnInterrupt(signals: CommandContext["signals"]): InterruptSignal {
  const controller = new AbortController();
  const rest = (): void => {
    signals.off("SIGINT", stop);
    signals.off("SIGTERM", stop);
  };
  const stop = (): void => {
    rest();
    controller.abort();
  };
  signals.on("SIGINT", stop);
  signals.on("SIGTERM", stop);
  return { signal: controller.signal, [Symbol.dispose]: rest };
}
