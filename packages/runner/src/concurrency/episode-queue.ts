/**
 * What is to be done, in order. What is to be done again comes back after its wait, before all that is
 * new, and takes up nobody's time meanwhile.
 */
export class EpisodeQueue<Item> {
  readonly #items: Iterator<Item>;
  readonly #ready: Item[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #takers = new Set<() => void>();
  /** Taken and not done, or waiting. */
  #open = 0;
  #closed = false;

  constructor(items: Iterable<Item>) {
    this.#items = items[Symbol.iterator]();
  }

  /** The next; waits for what may come back. `undefined` when there is nothing more, or it was closed. */
  async take(): Promise<Item | undefined> {
    while (!this.#closed) {
      const again = this.#ready.shift();
      // What comes back has been counted all the while.
      if (again !== undefined) return again;
      const next = this.#items.next();
      if (next.done !== true) {
        this.#open += 1;
        return next.value;
      }
      if (this.#open === 0) return undefined;
      await new Promise<void>((resolve) => {
        this.#takers.add(resolve);
      });
    }
    return undefined;
  }

  /** What was taken is done with. */
  done(): void {
    this.#open -= 1;
    if (this.#open === 0) this.#wake();
  }

  /** What was taken is to be taken once more, after a while. */
  again(item: Item, milliseconds: number): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#ready.push(item);
      this.#wake();
    }, milliseconds);
    this.#timers.add(timer);
  }

  /** Hands out no more, and forgets what was to come back. */
  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#wake();
  }

  #wake(): void {
    const takers = [...this.#takers];
    this.#takers.clear();
    for (const resolve of takers) resolve();
  }
}
