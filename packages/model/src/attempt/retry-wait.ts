import type { ProviderError } from "@agent-gym/core";

const firstBackoffMs = 500;
const longestBackoffMs = 30_000;
// What answers nonsense seldom comes to its senses: mostly the address is wrong.
const protocolRetries = 1;
// Keeps those that were sent away together from coming back together.
const retryAfterSpread = 0.1;

/** What decides whether, and how long after, a failed attempt is made again. */
export interface RetryState {
  /** Failures of this call so far, this one included, besides rate limits. */
  readonly failures: number;
  /** How many failures are forgiven. */
  readonly retries: number;
  /** What is left of the call's time, in milliseconds. */
  readonly remainingMs: number;
  /** How long the endpoint has answered nobody, or this call knows nothing better. */
  readonly fruitlessMs: number;
  /** The whole time of a call. */
  readonly totalMs: number;
  /** Between 0 and 1. */
  readonly random: number;
}

/**
 * How long to wait before the next attempt, in milliseconds; `undefined` when none is to be made.
 *
 * A server that names a time is given it, however long, and up to a tenth more. Else the wait is
 * drawn evenly between nothing and a bound that doubles from half a second to half a minute ("full
 * jitter"); none for a rate limit, whose pauses the limiter makes. No wait begins that would not end
 * within the call's time, and a rate limit is borne as long as the endpoint answers anybody.
 */
export function retryWait(error: ProviderError, state: RetryState): number | undefined {
  const { failures, retries, remainingMs, fruitlessMs, totalMs, random } = state;
  if (!error.retryable || error.code === "total-timeout" || retries === 0) return undefined;
  const isRateLimit = error.code === "rate-limit";
  const allowed = error.code === "protocol" ? Math.min(protocolRetries, retries) : retries;
  if (!isRateLimit && failures > allowed) return undefined;
  if (isRateLimit && fruitlessMs >= totalMs) return undefined;
  const bound = isRateLimit ? 0 : Math.min(longestBackoffMs, firstBackoffMs * 2 ** (failures - 1));
  const wait =
    error.retryAfterMs === undefined
      ? random * bound
      : error.retryAfterMs * (1 + random * retryAfterSpread);
  return wait < (isRateLimit ? totalMs : remainingMs) ? Math.round(wait) : undefined;
}
