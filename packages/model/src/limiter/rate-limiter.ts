import { ProviderError, UsageError } from "@agent-gym/core";

import { callPriorities } from "./call-priority.ts";
import type { CallPriority } from "./call-priority.ts";
import type { CallSlot, WaitingCall } from "./call-slot.ts";
import { ConcurrencyLimit } from "./concurrency-limit.ts";
import type { SentCall } from "./concurrency-limit.ts";
import { PerMinute } from "./per-minute.ts";
import type { Use } from "./per-minute.ts";
import type { RateLimiterOptions, RateLimiterState } from "./rate-limiter-options.ts";
import { readQuotas } from "./read-quota.ts";
import { SendHold } from "./send-hold.ts";
import { ServerQuota } from "./server-quota.ts";
import type { SentSoFar } from "./server-quota.ts";

interface Waiter {
  readonly call: WaitingCall;
  readonly resolve: (slot: CallSlot) => void;
  readonly reject: (error: Error) => void;
  readonly asked: number;
  /** Whether it need not hold back any more, if nobody else wants to be sent. */
  mayHurry: boolean;
}

const defaultStart = 8;

/**
 * Decides when the calls to one endpoint are sent, so that it is kept busy and loses none. All models
 * that share an endpoint, a key and a model name share one limiter, each given it as `limiter`; a
 * model that is given none has one of its own.
 *
 * Calls of open episodes go before first ones, and what was refused goes before all. How many are
 * under way is learnt from how it answers. Allowances that the endpoint's headers tell of,
 * and those of the options, are kept.
 */
export class RateLimiter {
  readonly #limit: ConcurrencyLimit;
  readonly #hold: SendHold = new SendHold();
  readonly #quota: ServerQuota = new ServerQuota();
  readonly #requests: PerMinute | undefined;
  readonly #tokens: PerMinute | undefined;
  readonly #queues: Readonly<Record<CallPriority, Set<Waiter>>> = {
    again: new Set(),
    open: new Set(),
    new: new Set(),
  };
  #timer: NodeJS.Timeout | undefined;
  #refused = 0;
  #answeredAt = Number.NEGATIVE_INFINITY;

  /** @throws UsageError for a bound that is no number from 1 on. */
  constructor(options: RateLimiterOptions = {}) {
    for (const [name, value = 1] of Object.entries(options) as [string, number | undefined][]) {
      if (value >= 1) continue;
      throw new UsageError(`A rate limiter's ${name} must be 1 or more, not ${value}.`, {
        code: "invalid-limiter-options",
      });
    }
    const { most = Number.POSITIVE_INFINITY, start = defaultStart } = options;
    const { requestsPerMinute, tokensPerMinute } = options;
    this.#limit = new ConcurrencyLimit({ start, most });
    this.#requests = requestsPerMinute === undefined ? undefined : new PerMinute(requestsPerMinute);
    this.#tokens = tokensPerMinute === undefined ? undefined : new PerMinute(tokensPerMinute);
  }

  /** What it does at this moment; a new object each time. */
  get state(): RateLimiterState {
    return {
      limit: this.#limit.value,
      inFlight: this.#limit.inFlight,
      waiting: callPriorities.reduce((sum, priority) => sum + this.#queues[priority].size, 0),
      refused: this.#refused,
      pausedMs: this.#pauseMs(1, performance.now()),
    };
  }

  /** Whether a call's tokens matter: else its estimate may be spared. */
  get countsTokens(): boolean {
    return this.#tokens !== undefined || this.#quota.countsTokens;
  }

  /** When the endpoint last answered a call, by `performance.now()`; `-Infinity` if never. */
  get answeredAt(): number {
    return this.#answeredAt;
  }

  /**
   * Waits until a call may be sent. For whoever implements a model.
   *
   * @throws ProviderError `rate-limit` when the endpoint wants a longer pause than is waited for.
   * @throws the signal's reason when aborted before.
   */
  async enter(call: WaitingCall): Promise<CallSlot> {
    const { signal } = call;
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<CallSlot>();
    const queue = this.#queues[call.priority];
    const waiter: Waiter = { call, resolve, reject, asked: performance.now(), mayHurry: false };
    const giveUp = (): void => {
      // Its turn came in the same moment: it leaves the usual way.
      if (!queue.delete(waiter)) return;
      reject(signal.reason as Error);
      this.#advance();
    };
    queue.add(waiter);
    signal.addEventListener("abort", giveUp);
    try {
      this.#advance();
      return await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  /** Sends what may be sent, and sets the clock for what may be sent later. */
  #advance(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    for (;;) {
      const { waiter, wakeAt } = this.#next(now);
      if (waiter === undefined) return this.#wake(wakeAt, now);
      const at = this.#limit.hasRoom ? this.#blockedUntil(waiter, now) : Number.POSITIVE_INFINITY;
      if (at > now) {
        this.#rejectImpatient(now);
        return this.#wake(Math.min(at, wakeAt), now);
      }
      this.#queues[waiter.call.priority].delete(waiter);
      waiter.resolve(this.#send(waiter, now));
    }
  }

  /** Who is first in line, and when the first of those that hold back wants to be. */
  #next(now: number): { readonly waiter: Waiter | undefined; readonly wakeAt: number } {
    let wakeAt = Number.POSITIVE_INFINITY;
    let hurried: Waiter | undefined;
    for (const priority of callPriorities) {
      for (const waiter of this.#queues[priority]) {
        const { notBefore = 0 } = waiter.call;
        if (notBefore <= now) return { waiter, wakeAt };
        wakeAt = Math.min(wakeAt, notBefore);
        if (waiter.mayHurry) hurried ??= waiter;
      }
    }
    return { waiter: hurried, wakeAt };
  }

  /** Until when the endpoint's wishes and our bounds, other than of number, hold a call back. */
  #blockedUntil({ call }: Waiter, now: number): number {
    const waits = [
      this.#hold.maySend(now) ? 0 : this.#hold.until - now,
      this.#quota.waitMs(call.tokens, now),
      this.#requests?.waitMs(1, now) ?? 0,
      this.#tokens?.waitMs(call.tokens, now) ?? 0,
    ];
    return now + Math.max(...waits);
  }

  /** For how long the endpoint itself wants no call of so many tokens. */
  #pauseMs(tokens: number, now: number): number {
    return Math.max(this.#hold.pauseMs(now), this.#quota.waitMs(tokens, now));
  }

  /** Ends the wait of those who would not live to see the end of the endpoint's pause. */
  #rejectImpatient(now: number): void {
    for (const priority of callPriorities) {
      for (const waiter of this.#queues[priority]) {
        const pauseMs = this.#pauseMs(waiter.call.tokens, now);
        if (pauseMs <= waiter.call.patienceMs) continue;
        this.#queues[priority].delete(waiter);
        waiter.reject(
          new ProviderError({
            code: "rate-limit",
            message: `The endpoint of the model takes no more calls for another ${Math.ceil(pauseMs / 1000)} s: the call was not sent; go on later.`,
            retryAfterMs: pauseMs,
          }),
        );
      }
    }
  }

  #wake(at: number, now: number): void {
    if (at === Number.POSITIVE_INFINITY) return;
    const milliseconds = Math.min(Math.ceil(at - now), 2 ** 31 - 1);
    this.#timer = setTimeout(() => this.#advance(), Math.max(1, milliseconds));
  }

  #send({ call, asked }: Waiter, now: number): CallSlot {
    const sent = this.#limit.send(now);
    const hold = this.#hold.send(now);
    const soFar = this.#quota.send(call.tokens);
    this.#requests?.use(1, now);
    const use = this.#tokens?.use(call.tokens, now);
    return this.#slot({ sent, hold, soFar, use, waitedMs: now - asked });
  }

  #slot(call: {
    readonly sent: SentCall;
    readonly hold: number;
    readonly soFar: SentSoFar;
    readonly use: Use | undefined;
    readonly waitedMs: number;
  }): CallSlot {
    const { sent, hold, soFar, use, waitedMs } = call;
    let isOver = false;
    const end = (how: (now: number) => void): void => {
      if (isOver) return;
      isOver = true;
      how(performance.now());
      this.#advance();
    };
    return {
      waitedMs,
      heard: (headers) => this.#quota.learn(readQuotas(headers), soFar, performance.now()),
      answered: (tokens) =>
        end((now) => {
          this.#answeredAt = now;
          this.#limit.answered(now, { waiting: this.#waitsForRoom(now) });
          // The endpoint takes calls again, sooner than it said.
          if (this.#hold.answered(hold, now)) {
            for (const waiter of this.#queues.again) waiter.mayHurry = true;
          }
          if (use !== undefined && tokens !== undefined) this.#tokens?.correct(use, tokens, now);
        }),
      refused: (retryAfterMs) =>
        end((now) => {
          this.#refused += 1;
          this.#limit.refused(sent);
          const others = this.#limit.inFlight;
          this.#hold.refused(hold, { now, others, retryAfterMs, random: Math.random() });
          // What was refused used nothing.
          if (use !== undefined) this.#tokens?.correct(use, 0, now);
        }),
      overloaded: () => end(() => this.#limit.overloaded(sent)),
      [Symbol.dispose]: () => end(() => this.#limit.ended()),
    };
  }

  /** Whether somebody would be sent at once if there were room. */
  #waitsForRoom(now: number): boolean {
    const { waiter } = this.#next(now);
    return waiter !== undefined && this.#blockedUntil(waiter, now) <= now;
  }
}
