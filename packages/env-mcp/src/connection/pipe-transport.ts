import {
  deserializeMessage,
  type JSONRPCMessage,
  serializeMessage,
  type Transport,
} from "@modelcontextprotocol/client";

/** A program that speaks through its pipes, wherever it runs. */
export interface PipedProgram {
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array>;
  /** Ends it with all that it has started. */
  readonly end: () => Promise<void>;
}

/** A message that is longer ends the connection: a program that never ends its line fills no memory. */
const maximumBytes = 16 * 1024 * 1024;

/**
 * MCP over a program's pipes: one JSON-RPC message per line. Lines that are none are handed to
 * `onNoise` and passed over: many servers log to stdout.
 */
export class PipeTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  readonly #program: PipedProgram;
  readonly #onNoise: (line: string) => void;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  #closing: Promise<void> | undefined;

  constructor(program: PipedProgram, onNoise: (line: string) => void) {
    this.#program = program;
    this.#onNoise = onNoise;
    this.#writer = program.stdin.getWriter();
    // A pipe that breaks is told by the end of stdout.
    this.#writer.closed.catch(() => {});
  }

  async start(): Promise<void> {
    void this.#read();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(serializeMessage(message)));
  }

  /** Whether it was closed, or the program has ended. */
  get closed(): boolean {
    return this.#closing !== undefined;
  }

  close(): Promise<void> {
    this.#closing ??= (async () => {
      await this.#program.end();
      this.onclose?.();
    })();
    return this.#closing;
  }

  async #read(): Promise<void> {
    const decoder = new TextDecoder();
    let parts: string[] = [];
    let bytes = 0;
    try {
      for await (const chunk of this.#program.stdout) {
        const [head = "", ...lines] = decoder.decode(chunk, { stream: true }).split("\n");
        parts.push(head);
        for (const next of lines) {
          this.#take(parts.join(""));
          parts = [next];
          bytes = 0;
        }
        bytes += chunk.byteLength;
        if (bytes > maximumBytes) throw new Error(`a line is longer than ${maximumBytes} bytes`);
      }
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
    await this.close();
  }

  #take(line: string): void {
    if (line.trim() === "") return;
    let message: JSONRPCMessage;
    try {
      message = deserializeMessage(line);
    } catch {
      this.#onNoise(line);
      return;
    }
    this.onmessage?.(message);
  }
}
