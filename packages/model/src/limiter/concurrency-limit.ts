import { ThroughputClimb } from "./throughput-climb.ts";

/** A call that was sent, as the limit remembers it. */
export interface SentCall {
  /** How many cuts came before it: a call that was sent before the last cut is no new evidence. */
  readonly cuts: number;
}

const cutFactor = 0.7;
// While the limit doubles, half of what was reached is known to have been taken.
const firstCutFactor = 0.5;
const longestPatience = 8;

/**
 * How many calls may be under way at a time, learnt from how the server takes them.
 *
 * - A server that refuses (429): the limit falls to what the server still holds, but for calls that
 *   were sent together no lower than by 30 % (by half while it doubled); then it grows by one for
 *   each round of answers, and more slowly where it was refused before ("AIMD").
 * - A server that never refuses: the limit follows the throughput ({@link ThroughputClimb}).
 * - A server that breaks under several calls: the limit falls by 30 %, once for calls that were sent
 *   together.
 */
export class ConcurrencyLimit {
  readonly #most: number;
  readonly #climb: ThroughputClimb;
  #limit: number;
  #inFlight = 0;
  #cuts = 0;
  #floor = 1;
  #refuses = false;
  #lastRefusedAt = 0;
  #patience = 1;

  constructor(options: { readonly start: number; readonly most: number }) {
    this.#most = options.most;
    this.#limit = Math.min(options.start, options.most);
    this.#climb = new ThroughputClimb(options.start, options.most);
  }

  get value(): number {
    return Math.max(1, Math.floor(this.#limit));
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get hasRoom(): boolean {
    return this.#inFlight < this.value;
  }

  send(now: number): SentCall {
    this.#inFlight += 1;
    this.#climb.sent(now);
    return { cuts: this.#cuts };
  }

  /** A call was answered. `waiting`: whether another one waits for nothing but its place. */
  answered(now: number, { waiting }: { readonly waiting: boolean }): void {
    const isUsed = waiting || this.#inFlight >= this.value;
    this.#inFlight -= 1;
    if (!isUsed) this.#climb.pause();
    else if (this.#refuses) this.#grow(1 / (this.#limit * this.#patience));
    else this.#limit = this.#climb.answered(now);
  }

  /** A call was refused because there were too many. */
  refused(call: SentCall): void {
    this.#inFlight -= 1;
    if (call.cuts === this.#cuts) {
      this.#cuts += 1;
      const doubling = !this.#refuses && this.#climb.isDoubling;
      this.#floor = this.#limit * (doubling ? firstCutFactor : cutFactor);
      const again = Math.abs(this.#limit - this.#lastRefusedAt) <= this.#lastRefusedAt / 8 + 1;
      this.#patience = again ? Math.min(longestPatience, this.#patience * 2) : 1;
      this.#lastRefusedAt = this.#limit;
      this.#refuses = true;
    }
    this.#limit = Math.max(1, Math.min(this.#limit, Math.max(this.#inFlight, this.#floor)));
  }

  /** A call broke in a way that points to too many at a time. */
  overloaded(call: SentCall): void {
    this.#inFlight -= 1;
    if (call.cuts !== this.#cuts || this.#inFlight === 0) return;
    this.#cuts += 1;
    this.#limit = Math.max(1, this.#limit * cutFactor);
    this.#climb.settle(this.#limit);
  }

  /** A call ended in a way that says nothing about how many the server takes. */
  ended(): void {
    this.#inFlight -= 1;
  }

  #grow(by: number): void {
    this.#limit = Math.min(this.#most, this.#limit + by);
  }
}
