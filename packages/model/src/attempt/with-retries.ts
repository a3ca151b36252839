import { setTimeout as delay } from "node:timers/promises";

import { ProviderError } from "@agent-gym/core";
import type { ChatRetry } from "@agent-gym/core";

import type { CallPriority } from "../limiter/call-priority.ts";
import type { CallSlot } from "../limiter/call-slot.ts";
import type { RateLimiter } from "../limiter/rate-limiter.ts";
import type { AbortGuard } from "../transport/abort-guard.ts";
import { neverStood } from "../transport/connection-failure.ts";
import { retryWait } from "./retry-wait.ts";

export interface RetryOptions {
  readonly limiter: RateLimiter;
  readonly priority: CallPriority;
  /** Tokens that the call uses at most, as far as can be said. */
  readonly tokens: number;
  readonly retries: number;
  /**
   * What attempts and the waits after failures may take together; waiting for a place is not
   * counted.
   */
  readonly totalMs: number;
  /** Its time limit is set here; fires with `timeIsUp`. */
  readonly guard: AbortGuard;
  readonly timeIsUp: () => Error;
  /** Whether another attempt would do no harm. */
  readonly mayRetry: () => boolean;
}

/** What an attempt gave, and what came before it. */
export interface Succeeded<Result> {
  readonly result: Result;
  /** Waited for the limiter before the first attempt, in milliseconds. */
  readonly queuedMs: number;
  readonly retries: readonly ChatRetry[];
}

/**
 * Makes attempts until one succeeds or none can help any more; tells of those that failed. Between
 * two attempts the call has no place in the limiter.
 *
 * @throws ProviderError of the last attempt, its message saying how many there were.
 * @throws the signal's reason when aborted, in an attempt or between two.
 */
export async function withRetries<Result extends { readonly usedTokens: number | undefined }>(
  attempt: (slot: CallSlot) => Promise<Result>,
  options: RetryOptions,
): Promise<Succeeded<Result>> {
  const { limiter, tokens, totalMs, guard, timeIsUp, mayRetry } = options;
  const { signal } = guard;
  const retries: ChatRetry[] = [];
  let failures = 0;
  let leftMs = totalMs;
  let queuedMs = 0;
  let startedAt: number | undefined;
  let failed: { readonly error: ProviderError; readonly at: number } | undefined;
  let notBefore = 0;
  for (;;) {
    guard.limit(Number.POSITIVE_INFINITY, timeIsUp);
    const priority = failed === undefined ? options.priority : "again";
    using slot = await limiter
      .enter({ priority, tokens, notBefore, patienceMs: totalMs, signal })
      .catch((error: unknown) => {
        throw failed === undefined || signal.aborted ? error : lastError(failed.error, retries);
      });
    const sentAt = performance.now();
    startedAt ??= sentAt;
    if (failed === undefined) queuedMs = slot.waitedMs;
    else retries.push(describe(failed.error, sentAt - failed.at));
    guard.limit(leftMs, timeIsUp);
    try {
      const result = await attempt(slot);
      slot.answered(result.usedTokens);
      return { result, queuedMs, retries };
    } catch (error) {
      release(slot, error);
      signal.throwIfAborted();
      if (!ProviderError.isInstance(error)) throw error;
      const isRateLimit = error.code === "rate-limit";
      if (!isRateLimit) failures += 1;
      const at = performance.now();
      leftMs -= at - sentAt;
      const wait = mayRetry()
        ? retryWait(error, {
            failures,
            retries: options.retries,
            remainingMs: leftMs,
            fruitlessMs: at - Math.max(startedAt, limiter.answeredAt),
            totalMs,
            random: Math.random(),
          })
        : undefined;
      if (wait === undefined) throw lastError(error, retries);
      failed = { error, at };
      notBefore = at + wait;
      if (!isRateLimit) {
        await delay(wait, undefined, { signal }).catch(() => signal.throwIfAborted());
        leftMs -= wait;
      }
    }
  }
}

/** Tells the limiter how an attempt failed. */
function release(slot: CallSlot, error: unknown): void {
  if (!ProviderError.isInstance(error)) return slot[Symbol.dispose]();
  if (error.code === "rate-limit") return slot.refused(error.retryAfterMs);
  if (pointsToOverload(error)) return slot.overloaded();
  return slot[Symbol.dispose]();
}

/** Servers that queue without a word let go of what waits too long, in one of these ways. */
function pointsToOverload(error: ProviderError): boolean {
  switch (error.code) {
    case "connection":
      return !neverStood(error);
    case "connect-timeout":
    case "first-token-timeout":
    case "idle-timeout":
    case "total-timeout":
    case "incomplete-stream":
    case "overloaded":
      return true;
    default:
      return error.status === 502 || error.status === 504 || error.status === 408;
  }
}

function describe(error: ProviderError, waitedMs: number): ChatRetry {
  return { code: error.code, message: error.message, waitedMs: Math.round(waitedMs) };
}

function lastError(error: ProviderError, retries: readonly ChatRetry[]): ProviderError {
  const { code, status, retryAfterMs, cause } = error;
  const attempts = retries.length + 1;
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
