import { ShellWorker } from "./shell-worker.ts";

/**
 * Workers started ahead of need, because loading just-bash takes longer than anything that comes
 * after. Each is used for one sandbox and never again.
 */
export class WorkerPool {
  readonly #spare: number;
  readonly #heapMegabytes: number;
  #ready: ShellWorker[] = [];
  #closed = false;

  constructor(options: { readonly spare: number; readonly heapMegabytes: number }) {
    this.#spare = options.spare;
    this.#heapMegabytes = options.heapMegabytes;
  }

  /** A loaded worker. Its taker owns it. */
  async take(heapMegabytes: number): Promise<ShellWorker> {
    const fits = heapMegabytes === this.#heapMegabytes;
    const worker = (fits ? this.#next() : undefined) ?? new ShellWorker(heapMegabytes);
    await worker.loaded();
    if (fits) this.#refill();
    return worker;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const workers = this.#ready;
    this.#ready = [];
    await Promise.all(workers.map(async (worker) => await worker.end()));
  }

  #next(): ShellWorker | undefined {
    this.#ready = this.#ready.filter((worker) => worker.failure === undefined);
    return this.#ready.shift();
  }

  #refill(): void {
    while (!this.#closed && this.#ready.length < this.#spare) {
      this.#ready.push(new ShellWorker(this.#heapMegabytes));
    }
  }
}
