const firstPauseMs = 250;
const longestPauseMs = 30_000;

/**
 * Whether calls may be sent after one was refused. Until the server has answered a call that was sent
 * later, or its time is over, one may be sent for each that is answered: a server that is full takes
 * just so many. When such a call is refused too, or nothing is under way, then it is not the number
 * under way that is too large: nothing is sent any more until the time is over. Where the server names
 * no time, that is only believed once less than half as many are under way as when the first one was
 * refused: before, a call that was sent earlier and arrived later may have taken its place.
 *
 * The time is what the server names, else a pause that doubles from a quarter of a second to half a
 * minute while nothing is answered.
 */
export class SendHold {
  #until = 0;
  #credits = 0;
  #isStrict = false;
  /** How many calls were under way besides the one whose refusal began the hold. */
  #others = 0;
  /** Counts holds: a call that was sent in one knows which. */
  #number = 0;
  #pauses = 0;

  /** When the next call may be sent though none is answered. */
  get until(): number {
    return this.#until;
  }

  /** For how long nothing is sent, whatever else is answered. */
  pauseMs(now: number): number {
    return this.#isStrict ? Math.max(0, this.#until - now) : 0;
  }

  maySend(now: number): boolean {
    return now >= this.#until || (!this.#isStrict && this.#credits > 0);
  }

  /** Gives what {@link answered} and {@link refused} want to know of the call. */
  send(now: number): number {
    if (now < this.#until) this.#credits -= 1;
    return this.#number;
  }

  /** `true` when that ends the hold before its time: a call that was sent in it was answered. */
  answered(sentIn: number, now: number): boolean {
    this.#pauses = 0;
    if (now >= this.#until) return false;
    const isProof = sentIn === this.#number;
    if (isProof) this.#until = now;
    else this.#credits += 1;
    return isProof;
  }

  /** `others`: how many calls are still under way. */
  refused(
    sentIn: number,
    options: {
      readonly now: number;
      readonly others: number;
      readonly retryAfterMs: number | undefined;
      /** Between 0 and 1. */
      readonly random: number;
    },
  ): void {
    const { now, others, retryAfterMs, random } = options;
    const isHeld = now < this.#until;
    if (!isHeld) this.#others = others;
    const isUnexplained = retryAfterMs !== undefined || others < this.#others / 2;
    const isStrict =
      others === 0 || (isHeld && (this.#isStrict || (sentIn === this.#number && isUnexplained)));
    // Calls that were sent together are refused together: they make one pause.
    const pauses = isHeld && sentIn !== this.#number ? this.#pauses : this.#pauses + 1;
    this.#pauses = Math.max(1, pauses);
    const bound = Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#pauses - 1));
    const pauseMs = retryAfterMs ?? bound * (0.5 + random / 2);
    this.#until = isHeld ? Math.max(this.#until, now + pauseMs) : now + pauseMs;
    this.#isStrict = isStrict;
    this.#credits = 0;
    if (!isHeld || sentIn === this.#number) this.#number += 1;
  }
}
