import type { PyodideChild } from "./pyodide-child.ts";

/**
 * Children started ahead of need, because loading Python takes longer than most of what it runs. Each
 * is used for one sandbox, or one program, and never again.
 */
export class ChildPool {
  readonly #spare: number;
  readonly #start: () => PyodideChild;
  #ready: PyodideChild[] = [];
  #closed = false;

  constructor(options: { readonly spare: number; readonly start: () => PyodideChild }) {
    this.#spare = options.spare;
    this.#start = options.start;
  }

  /**
   * A child that is ready. Its taker owns it.
   *
   * @throws SandboxError `died` when it does not start.
   */
  async take(): Promise<PyodideChild> {
    this.#ready = this.#ready.filter(({ failure }) => failure === undefined);
    const child = this.#ready.shift() ?? this.#start();
    await child.ready();
    while (!this.#closed && this.#ready.length < this.#spare) this.#ready.push(this.#start());
    return child;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const children = this.#ready;
    this.#ready = [];
    await Promise.all(children.map(async (child) => await child.end()));
  }
}
