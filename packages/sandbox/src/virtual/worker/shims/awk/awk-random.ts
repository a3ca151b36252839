const modulus = 2 ** 31;

/** `rand` and `srand`: the same numbers in each run, until the program asks for others. */
export class AwkRandom {
  #seed = 0;
  #state = 1;

  next(): number {
    this.#state = (this.#state * 1_103_515_245 + 12_345) % modulus;
    return this.#state / modulus;
  }

  /** @returns The seed before. */
  start(seed: number): number {
    const before = this.#seed;
    this.#seed = seed;
    this.#state = Math.abs(Math.trunc(seed)) % modulus;
    return before;
  }
}
