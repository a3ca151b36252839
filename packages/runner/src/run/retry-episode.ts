import type { IndexEntry } from "../record/index-entry.ts";

/** Waits before a retry never grow beyond this. */
const longestMs = 60_000;

/**
 * Whether what kept an episode from a reward may be gone the next time: its model's endpoint, its
 * sandbox or the harness itself broke. Neither what the agent did nor a limit is made again.
 */
export function mayRetry({
  reward,
  ending,
  unscored,
}: Pick<IndexEntry, "reward" | "ending" | "unscored">): boolean {
  if (reward !== null || unscored === undefined || ending.status === "cancelled") return false;
  if (ending.status === "error") {
    return infrastructure.has(ending.boundary) && !lasting.has(ending.code);
  }
  // It was played to its end, and what broke was its grading.
  return infrastructure.has(unscored.boundary);
}

/**
 * How long to wait before a retry, in milliseconds: by chance, up to a time that doubles with each
 * failure ("full jitter": Brooker 2015, "Exponential Backoff And Jitter"), so that what broke together
 * does not come back together.
 *
 * @param failures before this wait, from 1.
 */
export function retryDelay(
  failures: number,
  { baseMs, random = Math.random }: { readonly baseMs: number; readonly random?: () => number },
): number {
  // The exponent is capped, lest nothing times infinity is no number.
  const most = Math.min(longestMs, baseMs * 2 ** Math.min(failures - 1, 30));
  return Math.round(random() * most);
}

const infrastructure: ReadonlySet<string> = new Set(["provider", "sandbox", "harness"]);

// Whatever asks again is told the same.
const lasting: ReadonlySet<string> = new Set([
  "authentication",
  "bad-request",
  "content-filter",
  "context-cut",
  "missing-model",
  "missing-package",
  "not-found",
  "payment",
  "refused",
  "replay",
  "unrecordable",
]);
