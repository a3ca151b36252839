const minute = 60_000;

/** What one call took of an allowance. */
export interface Use {
  readonly at: number;
  amount: number;
}

/** An allowance that is not exceeded in any 60 seconds, as far as the amounts are known. */
export class PerMinute {
  readonly #allowance: number;
  /** Oldest first. */
  #uses: Use[] = [];
  #forgotten = 0;
  #used = 0;

  constructor(allowance: number) {
    this.#allowance = allowance;
  }

  /**
   * How many milliseconds until so much is free; 0 when it is. What exceeds the whole allowance waits
   * until all of it is free.
   */
  waitMs(amount: number, now: number): number {
    this.#forget(now);
    let excess = this.#used + Math.min(amount, this.#allowance) - this.#allowance;
    for (let index = this.#forgotten; excess > 0 && index < this.#uses.length; index += 1) {
      const use = this.#uses[index] as Use;
      excess -= use.amount;
      if (excess <= 0) return use.at + minute - now;
    }
    return 0;
  }

  use(amount: number, now: number): Use {
    const use = { at: now, amount };
    this.#uses.push(use);
    this.#used += amount;
    return use;
  }

  /** Puts the amount that was really used in the place of the one that was expected. */
  correct(use: Use, amount: number, now: number): void {
    this.#forget(now);
    if (use.at > now - minute) this.#used += amount - use.amount;
    use.amount = amount;
  }

  #forget(now: number): void {
    for (;;) {
      const oldest = this.#uses[this.#forgotten];
      if (oldest === undefined || oldest.at > now - minute) break;
      this.#used -= oldest.amount;
      this.#forgotten += 1;
    }
    if (this.#forgotten < 1024 && this.#forgotten < this.#uses.length) return;
    this.#uses = this.#uses.slice(this.#forgotten);
    this.#forgotten = 0;
    if (this.#uses.length === 0) this.#used = 0;
  }
}
