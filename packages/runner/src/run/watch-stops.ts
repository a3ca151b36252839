import type { RunOptions, RunStop } from "./run-options.ts";
import type { ProviderWatch } from "./watch-provider.ts";

/** Knows whether a run is to end early, and why. */
export interface StopWatch extends Disposable {
  /** Fires when what is under way is to be cancelled. */
  readonly cancelled: AbortSignal;
  /** Why nothing more is to be started; `undefined` while there is no reason. */
  readonly why: () => RunStop | undefined;
  /** Cancels everything: the run itself is broken. */
  readonly cancel: (reason: unknown) => void;
}

/** Beyond this a timer fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** @param options.onStop called when something from outside says that nothing more is to be started. */
export function watchStops(
  { signal, drain, maxSeconds }: Pick<RunOptions, "signal" | "drain" | "maxSeconds">,
  { provider, onStop }: { readonly provider: ProviderWatch; readonly onStop: () => void },
): StopWatch {
  const controller = new AbortController();
  let timeIsUp = false;
  const cancel = (reason: unknown): void => {
    controller.abort(reason);
    onStop();
  };
  const onSignal = (): void => cancel(signal?.reason);
  const onTime = (): void => {
    timeIsUp = true;
    cancel(new Error("The run's time is up."));
  };
  const timer =
    maxSeconds === undefined
      ? undefined
      : setTimeout(onTime, Math.min(maxSeconds * 1_000, longestTimerMs));
  listen(signal, onSignal);
  listen(drain, onStop);
  return {
    cancelled: controller.signal,
    cancel,
    why: () => {
      if (signal?.aborted === true) return "signal";
      if (timeIsUp) return "time";
      if (provider.outOfBudget()) return "budget";
      if (provider.stopped() !== undefined) return "provider";
      return drain?.aborted === true ? "drain" : undefined;
    },
    [Symbol.dispose]: () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onSignal);
      drain?.removeEventListener("abort", onStop);
    },
  };
}

function listen(signal: AbortSignal | undefined, action: () => void): void {
  if (signal?.aborted === true) action();
  else signal?.addEventListener("abort", action, { once: true });
}
