/**
 * Refuses requests after too many in a row, until its client has waited. Nothing is timed: requests
 * are counted, and waiting is told to it, so that an episode goes the same way however fast it is.
 */
export class RateLimit {
  /** How long a client must wait then, in seconds. */
  static readonly pause = 30;

  readonly #most: number;
  #inARow = 0;
  #left = 0;

  /** `most` is how many requests in a row are answered; 0 for any number. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Counts a request: 0 when it may pass, else the seconds to wait. */
  take(): number {
    if (this.#left === 0 && this.#most > 0 && this.#inARow >= this.#most) {
      this.#left = RateLimit.pause;
    }
    if (this.#left === 0) this.#inARow += 1;
    return this.#left;
  }

  /** The client has waited. */
  rest(seconds: number): void {
    if (this.#left === 0 && seconds < RateLimit.pause) return;
    this.#left = Math.max(0, this.#left - seconds);
    if (this.#left === 0) this.#inARow = 0;
  }
}
