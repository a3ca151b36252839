import type { CommandContext } from "../command-context.ts";

/** How a person stops a run: at the first sign gently, at the second at once. */
export interface Interrupts extends Disposable {
  /** Fires at the first Ctrl-C: nothing more is started. */
  readonly drain: AbortSignal;
  /** Fires at the second Ctrl-C, or when the system asks the process to end. */
  readonly cancel: AbortSignal;
}

/**
 * Listens for Ctrl-C and for the system's request to end, until it is disposed of, or until the second
 * sign: a third one ends the process as if nobody listened, and the record survives that as well.
 *
 * @param notice tells the person what happens now.
 */
export function watchInterrupts(
  signals: CommandContext["signals"],
  notice: (text: string) => void,
): Interrupts {
  const drain = new AbortController();
  const cancel = new AbortController();
  const rest = (): void => {
    signals.off("SIGINT", onInterrupt);
    signals.off("SIGTERM", stopNow);
  };
  const stopNow = (): void => {
    rest();
    notice("Stopping now. What is under way is cancelled and stays owed.");
    drain.abort();
    cancel.abort();
  };
  const onInterrupt = (): void => {
    if (drain.signal.aborted) return stopNow();
    notice("Finishing what is under way. Press Ctrl-C again to stop at once.");
    drain.abort();
  };
  signals.on("SIGINT", onInterrupt);
  signals.on("SIGTERM", stopNow);
  return { drain: drain.signal, cancel: cancel.signal, [Symbol.dispose]: rest };
}
