import { closeSync, constants, openSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";

/** Both ends of a pipe. */
export interface OpenPipe {
  readonly reader: Readable;
  /** A descriptor to hand to a child. */
  readonly writer: number;
  readonly closeWriter: () => void;
}

/** Opens both ends of a FIFO; the reader ends when everyone who has the writer has closed it. */
export function openPipe(path: string): OpenPipe {
  const end = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  let writer: number;
  try {
    // With a reader there, this does not wait; its writes will, as a program expects.
    writer = openSync(path, constants.O_WRONLY);
  } catch (error) {
    closeSync(end);
    throw error;
  }
  const reader = new Socket({ fd: end, readable: true, writable: false });
  return { reader, writer, closeWriter: () => closeSync(writer) };
}
