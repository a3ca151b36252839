const headerBytes = 8;
const stderrType = 2;

/** Takes the two streams of a container's program apart, which Docker sends as one of frames. */
export class Demultiplexer {
  readonly #take: (stream: "stdout" | "stderr", data: Uint8Array) => void;
  readonly #header = Buffer.alloc(headerBytes);
  #headerSize = 0;
  #left = 0;

  /** @param take Called with pieces of each stream, as they come. */
  constructor(take: (stream: "stdout" | "stderr", data: Uint8Array) => void) {
    this.#take = take;
  }

  push(chunk: Uint8Array): void {
    let rest = chunk;
    while (rest.byteLength > 0) {
      if (this.#left === 0) {
        const part = rest.subarray(0, headerBytes - this.#headerSize);
        this.#header.set(part, this.#headerSize);
        this.#headerSize += part.byteLength;
        rest = rest.subarray(part.byteLength);
        if (this.#headerSize < headerBytes) return;
        this.#left = this.#header.readUInt32BE(4);
        this.#headerSize = 0;
        continue;
      }
      const data = rest.subarray(0, this.#left);
      this.#left -= data.byteLength;
      rest = rest.subarray(data.byteLength);
      this.#take(this.#header[0] === stderrType ? "stderr" : "stdout", data);
    }
  }
}
