/** The work of one judgement was more than it may be. Caught inside this module: it never gets out. */
export class OverBudget extends Error {
  override readonly name: string = "OverBudget";
}

/**
 * How much work one judgement may do. A unit is some tenths of a microsecond, so that the whole
 * stays well under 50 ms whatever was written, without looking at a clock: equal input, equal verdict.
 */
export class Budget {
  #left: number;

  constructor(units: number = 50_000) {
    this.#left = units;
  }

  get left(): number {
    return this.#left;
  }

  /** @throws OverBudget when that much is not left. */
  spend(units: number): void {
    this.#left -= units;
    if (!(this.#left >= 0)) throw new OverBudget("too much work");
  }
}
