/** The right to make a call; disposed of, it goes to who waits longest. */
export interface Place extends Disposable {
  /** How long it was waited for. */
  readonly waitedMs: number;
}

/** Lets a number of calls through at a time; the others wait in the order in which they came. */
export class Turnstile {
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(places: number) {
    this.#free = places;
  }

  /** @throws the signal's reason when aborted before its turn came. */
  async enter(signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted();
    const asked = performance.now();
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    return { waitedMs: performance.now() - asked, [Symbol.dispose]: () => this.#leave() };
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    const giveUp = (): void => {
      const index = this.#waiting.indexOf(resolve);
      // Its turn came in the same moment: it leaves the usual way.
      if (index === -1) return;
      this.#waiting.splice(index, 1);
      reject(signal.reason as Error);
    };
    signal.addEventListener("abort", giveUp);
    try {
      await promise;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
