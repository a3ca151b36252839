import { setTimeout as delay } from "node:timers/promises";

import { ProviderError } from "@agent-gym/core";
import type { ChatRetry } from "@agent-gym/core";

import { retryWait } from "./retry-wait.ts";

export interface RetryOptions {
  readonly retries: number;
  /** When the call's time is over, by `performance.now()`. */
  readonly deadline: number;
  readonly signal: AbortSignal;
  /** Whether another attempt would do no harm. */
  readonly mayRetry: () => boolean;
}

/**
 * Makes attempts until one succeeds or none can help any more; tells of those that failed.
 *
 * @throws ProviderError of the last attempt, its message saying how many there were.
 * @throws the signal's reason when aborted, in an attempt or between two.
 */
export async function withRetries<Result>(
  attempt: () => Promise<Result>,
  options: RetryOptions,
): Promise<{ readonly result: Result; readonly retries: readonly ChatRetry[] }> {
  const { retries: allowed, deadline, signal, mayRetry } = options;
  const retries: ChatRetry[] = [];
  let rateLimits = 0;
  for (;;) {
    try {
      return { result: await attempt(), retries };
    } catch (error) {
      signal.throwIfAborted();
      if (!ProviderError.isInstance(error)) throw error;
      if (error.code === "rate-limit") rateLimits += 1;
      const wait = mayRetry()
        ? retryWait(error, {
            failures: retries.length + 1 - rateLimits,
            rateLimits,
            retries: allowed,
            remainingMs: deadline - performance.now(),
            random: Math.random(),
          })
        : undefined;
      if (wait === undefined) throw lastError(error, retries.length + 1);
      const started = performance.now();
      await delay(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
      const waitedMs = Math.round(performance.now() - started);
      retries.push({ code: error.code, message: error.message, waitedMs });
    }
  }
}

function lastError(error: ProviderError, attempts: number): ProviderError {
  const { code, status, retryAfterMs, cause } = error;
  const notes = [
    ...(attempts > 1 ? [`tried ${attempts} times`] : []),
    ...(retryAfterMs === undefined ? [] : [`it asks to wait ${Math.ceil(retryAfterMs / 1000)} s`]),
  ];
  if (notes.length === 0) return error;
  return new ProviderError({
    code,
    message: `${error.message.replace(/\.$/, "")} (${notes.join("; ")}).`,
    cause,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}
