/**
 * A signal that fires when one of some outer signals does, with that one's reason, or when its own
 * time limit is over. Disposed of, it takes its listeners and its timer back.
 */
export class AbortGuard implements Disposable {
  readonly #controller: AbortController = new AbortController();
  readonly #outer: readonly AbortSignal[];
  #timer: NodeJS.Timeout | undefined;

  constructor(...outer: readonly AbortSignal[]) {
    this.#outer = outer;
    for (const signal of outer) {
      if (signal.aborted) this.#controller.abort(signal.reason);
      else signal.addEventListener("abort", this);
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Sets the one time limit anew; `reason` is what the signal then fires with. */
  limit(milliseconds: number, reason: () => Error): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    // Longer ones would overflow the timer and fire at once.
    if (milliseconds >= 2 ** 31) return;
    this.#timer = setTimeout(() => this.#controller.abort(reason()), milliseconds);
  }

  /** Starts the time limit over. */
  refresh(): void {
    this.#timer?.refresh();
  }

  handleEvent({ target }: Event): void {
    this.#controller.abort((target as AbortSignal).reason);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const signal of this.#outer) signal.removeEventListener("abort", this);
  }
}
