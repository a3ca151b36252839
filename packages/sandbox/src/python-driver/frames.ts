/** Takes frames apart: four bytes of length, big-endian, and JSON. */
export class FrameReader {
  #data: Buffer = Buffer.alloc(0);
  readonly #longest: number;

  /** @param longest of a frame, in bytes; a longer one is no frame of ours. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /**
   * The frames that a chunk completes.
   *
   * @throws SyntaxError when what came is no frame.
   */
  push(chunk: Uint8Array): readonly unknown[] {
    this.#data = this.#data.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#data, chunk]);
    const frames: unknown[] = [];
    while (this.#data.length >= 4) {
      const length = this.#data.readUInt32BE(0);
      if (length > this.#longest) throw new SyntaxError("a frame of impossible length");
      if (this.#data.length < 4 + length) break;
      frames.push(JSON.parse(this.#data.toString("utf8", 4, 4 + length)));
      this.#data = this.#data.subarray(4 + length);
    }
    return frames;
  }
}

/** One message as a frame. */
export function encodeFrame(message: unknown): Uint8Array {
  const body = Buffer.from(JSON.stringify(message));
  const frame = Buffer.allocUnsafe(4 + body.length);
  frame.writeUInt32BE(body.length, 0);
  body.copy(frame, 4);
  return frame;
}
