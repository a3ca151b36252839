import type { CallPriority } from "./call-priority.ts";
import type { AnswerHeaders } from "./read-quota.ts";

/** A call that asks to be sent. */
export interface WaitingCall {
  /** Which queue it stands in. */
  readonly priority: CallPriority;
  /** Tokens that it will use at most, as far as can be said. */
  readonly tokens: number;
  /** Not to be sent before, by `performance.now()`. */
  readonly notBefore?: number;
  /** The longest pause of the endpoint that is waited for, in milliseconds. */
  readonly patienceMs: number;
  /** Takes it out of the queue. */
  readonly signal: AbortSignal;
}

/**
 * The right to have one call under way. Whoever has it says once how the call ended; disposed of
 * without that, it ended in a way that says nothing of the endpoint.
 */
export interface CallSlot extends Disposable {
  /** Milliseconds from asking to having the slot. */
  readonly waitedMs: number;
  /** An answer's headers have come, whatever its status. */
  readonly heard: (headers: AnswerHeaders) => void;
  /** An answer came; `tokens`: how many it used, if that is known. */
  readonly answered: (tokens?: number) => void;
  /** The endpoint refused the call because there were too many. */
  readonly refused: (retryAfterMs: number | undefined) => void;
  /** The endpoint broke in a way that points to too many calls at a time. */
  readonly overloaded: () => void;
}
