import type { Duplex } from "node:stream";
import { Readable } from "node:stream";

import { Demultiplexer } from "./demultiplexer.ts";

const mebibyte = 1024 * 1024;
const bufferedBytes = mebibyte;
/** How long a program waits whose output nobody reads, for each piece of it. */
const pauseMs = 250;
/** A program of whose output so much lies unread is ended. */
const mostUnread = 64 * mebibyte;

/** What a spawned program writes, without the two lines that its script writes before. */
export class SpawnOutput {
  /** The program's own. */
  readonly readable: Readable;
  /** Its session. Never settles where it did not start. */
  readonly session: Promise<string>;
  readonly #stream: Duplex;
  #timer: NodeJS.Timeout | undefined;
  #draining = false;

  /** @param overflow Called when far too much lies unread. */
  constructor(stream: Duplex, overflow: () => void) {
    this.#stream = stream;
    const { promise, resolve } = Promise.withResolvers<string>();
    this.session = promise;
    this.readable = new Readable({
      highWaterMark: bufferedBytes,
      read: () => {
        clearTimeout(this.#timer);
        stream.resume();
      },
    });
    this.readable.on("error", () => undefined);
    let head: string | undefined = "";
    const demultiplexer = new Demultiplexer((name, data) => {
      if (name === "stderr") return;
      if (head === undefined) {
        this.#push(data);
        if (this.readable.readableLength > mostUnread) overflow();
        return;
      }
      head += Buffer.from(data).toString("latin1");
      const [whole, session] = /^\n(\d+)\n/u.exec(head) ?? [];
      if (whole === undefined || session === undefined) return;
      const rest = head.slice(whole.length);
      head = undefined;
      if (rest !== "") this.#push(Buffer.from(rest, "latin1"));
      resolve(session);
    });
    stream.on("data", (chunk: Uint8Array) => demultiplexer.push(chunk));
    stream.once("close", () => {
      clearTimeout(this.#timer);
      this.readable.push(null);
    });
  }

  /** Takes everything from now on, whether it is read or not. */
  drain(): void {
    this.#draining = true;
    this.#stream.resume();
  }

  #push(data: Uint8Array): void {
    if (this.readable.push(data) || this.#draining) return;
    // What is never read must still be taken, if slowly: the daemon reports the end of no program of
    // the container as long as it waits for a reader.
    this.#stream.pause();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#stream.resume(), pauseMs).unref();
  }
}
