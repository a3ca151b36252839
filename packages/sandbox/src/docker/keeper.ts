import type { Duplex } from "node:stream";

import { SandboxError } from "@agent-gym/core";

import { Demultiplexer } from "./demultiplexer.ts";

/** What a container has used. */
export interface Usage {
  /** CPU time of everything that ran in it so far. */
  readonly cpuMs: number;
  /** What its processes hold now, without files. */
  readonly memoryBytes: number;
  /** How many of its processes the kernel has killed for memory so far. */
  readonly memoryKills: number;
  /** Processes and threads that are there now, the keeper's own among them. */
  readonly tasks: number;
}

/** The processes that a container has when nothing runs in it: Docker's init and the keeper. */
export const ownTasks = 2;

/** Long enough for a machine under heavy load: a container that takes longer is taken for dead. */
const patienceMs = 30_000;

interface Question {
  readonly resolve: (usage: Usage) => void;
  readonly reject: (error: SandboxError) => void;
}

/** The harness's side of a container's keeper, over a connection that holds the container alive. */
export class Keeper {
  /** Settles when the container has ended. */
  readonly ended: Promise<void>;
  readonly #stream: Duplex;
  readonly #questions = new Map<string, Question>();
  readonly #watchers = new Set<(usage: Usage) => void>();
  #text = "";
  #asked = 0;
  #alive = true;

  constructor(stream: Duplex) {
    this.#stream = stream;
    const demultiplexer = new Demultiplexer((_, data) => this.#read(data));
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ended = promise;
    stream.on("data", (chunk: Uint8Array) => demultiplexer.push(chunk));
    for (const event of ["error", "end", "close"]) {
      stream.on(event, () => {
        this.#end("it has ended");
        resolve();
      });
    }
    this.hold(false);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Whether it keeps the harness from ending by itself. */
  hold(held: boolean): void {
    const socket = this.#stream as { ref?: () => void; unref?: () => void };
    if (held) socket.ref?.();
    else socket.unref?.();
  }

  /** @throws SandboxError `died` when the container does. */
  async usage(): Promise<Usage> {
    this.#asked += 1;
    const line = `${this.#watchers.size > 0 ? "watch" : "count"}-${String(this.#asked)}`;
    const { promise, resolve, reject } = Promise.withResolvers<Usage>();
    const timer = setTimeout(() => this.#end("it does not answer"), patienceMs);
    this.#questions.set(line, { resolve, reject });
    try {
      if (this.#alive) this.#stream.write(`${line}\n`);
      else reject(died("it has ended"));
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#questions.delete(line);
    }
  }

  /**
   * Tells what the container uses several times a second, from the next time on that its usage is
   * asked for.
   *
   * @returns What ends it.
   */
  watch(watcher: (usage: Usage) => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Ends the container. */
  close(): void {
    this.#end("it was ended");
    this.#stream.destroy();
  }

  #end(why: string): void {
    this.#alive = false;
    for (const { reject } of this.#questions.values()) reject(died(why));
  }

  #read(data: Uint8Array): void {
    this.#text += Buffer.from(data).toString("latin1");
    const lines = this.#text.split("\n");
    this.#text = lines.pop() ?? "";
    for (const line of lines) {
      const [word = "", ...figures] = line.split(" ");
      const usage = readUsage(figures);
      this.#questions.get(word)?.resolve(usage);
      if (word === "tick") for (const watcher of this.#watchers) watcher(usage);
    }
  }
}

/** A figure that the keeper could not find is not a number. */
function readUsage(figures: readonly string[]): Usage {
  const [nanoseconds, memoryBytes, memoryKills, tasks] = figures.map(Number);
  return {
    cpuMs: (nanoseconds ?? Number.NaN) / 1e6,
    memoryBytes: memoryBytes ?? Number.NaN,
    memoryKills: memoryKills ?? Number.NaN,
    tasks: tasks ?? Number.NaN,
  };
}

function died(why: string): SandboxError {
  return new SandboxError({ code: "died", message: `The sandbox's container has died: ${why}.` });
}
