/** Keeps the first bytes of a stream, up to a cap, and says when there are more. */
export class OutputBuffer {
  readonly #limit: number;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #full = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Whether more came than fits. */
  get full(): boolean {
    return this.#full;
  }

  /** Takes what fits of a chunk. */
  push(chunk: Uint8Array): void {
    const room = this.#limit - this.#size;
    if (chunk.byteLength > room) this.#full = true;
    const taken = chunk.subarray(0, room);
    if (taken.byteLength === 0) return;
    this.#chunks.push(taken);
    this.#size += taken.byteLength;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }

  /** As UTF-8, with U+FFFD for what is none. A character that the cap cut in two is left out. */
  text(): string {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(this.bytes(), {
      stream: this.#full,
    });
  }
}
