import { AgentGymError, isErrorOfKind } from "../errors/agent-gym-error.ts";

/** What {@link runWithDeadline} throws when the time is up; its code is `timeout`. */
export class DeadlineError extends AgentGymError {
  static override readonly kind: string = "DeadlineError";

  constructor(what: string, milliseconds: number) {
    super({ code: "timeout", message: `${what} took longer than ${milliseconds} ms.` });
  }

  static override isInstance(this: void, value: unknown): value is DeadlineError {
    return isErrorOfKind(value, DeadlineError.kind);
  }
}

/**
 * Runs something that takes a signal, and stops waiting for it when its time is up or the outer
 * signal fires: the work's own signal is aborted, and the returned promise rejects at once, with a
 * {@link DeadlineError} or the outer signal's reason. What the work does later is not waited for.
 */
export async function runWithDeadline<Result>(
  what: string,
  milliseconds: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = (reason: unknown): void => {
    controller.abort(reason);
    reject(reason);
  };
  const timer = setTimeout(() => stop(new DeadlineError(what, milliseconds)), milliseconds);
  const onAbort = (): void => stop(outer?.reason);
  outer?.addEventListener("abort", onAbort, { once: true });
  try {
    return await Promise.race([work(controller.signal), stopped]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener("abort", onAbort);
  }
}
