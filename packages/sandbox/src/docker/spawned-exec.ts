import type { Duplex } from "node:stream";
import { Readable, Writable } from "node:stream";

import { SandboxError } from "@agent-gym/core";

import type { KillReason } from "../bubblewrap/run-process.ts";
import type { SpawnedProcess } from "../bubblewrap/spawn-process.ts";
import type { Container } from "./container.ts";
import { Demultiplexer } from "./demultiplexer.ts";
import type { ScriptCall } from "./exec-scripts.ts";
import type { Usage } from "./keeper.ts";

type Verdict = NonNullable<ReturnType<SpawnedProcess["killed"]>>;

export interface SpawnedExecOptions {
  /** Ends it. */
  readonly signal: AbortSignal;
  /** Why it is to be ended, given what was used when it started and is used now. */
  readonly judge: (now: Usage, before: Usage) => Verdict | undefined;
}

/** A program that runs in a container beside its commands. */
export class SpawnedExec implements SpawnedProcess {
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array>;
  readonly exited: Promise<number | null>;
  /** Its session: what tells its processes from those of commands. */
  readonly session: string;
  readonly #container: Container;
  readonly #stream: Duplex;
  #killed: Verdict | undefined;
  #ending: Promise<void> | undefined;

  private constructor(
    container: Container,
    session: string,
    streams: {
      readonly stream: Duplex;
      readonly output: Readable;
      readonly exited: Promise<number | null>;
    },
  ) {
    this.#container = container;
    this.session = session;
    this.exited = streams.exited;
    // Nothing is taken before somebody asks for it, and only then is it waited for.
    const strategy = new CountQueuingStrategy({ highWaterMark: 0 });
    this.stdout = Readable.toWeb(streams.output, { strategy }) as ReadableStream<Uint8Array>;
    const { stream } = streams;
    this.#stream = stream;
    const input = new Writable({
      write: (chunk, _encoding, done) => void stream.write(chunk, done),
      final: (done) => void stream.end(done),
    });
    input.on("error", () => undefined);
    stream.once("close", () => input.destroy());
    this.stdin = Writable.toWeb(input) as WritableStream<Uint8Array>;
  }

  /** @throws SandboxError `died` when it can't be started. */
  static async start(
    container: Container,
    call: ScriptCall,
    { signal, judge }: SpawnedExecOptions,
  ): Promise<SpawnedExec> {
    const { stream, exitCode } = await container.spawn(call);
    const session = Promise.withResolvers<string>();
    const output = outputOf(stream, session.resolve);
    const exited = (async () => {
      await new Promise((resolve) => stream.once("close", resolve));
      session.reject(
        new SandboxError({ code: "died", message: "A program did not start in the sandbox." }),
      );
      return await exitCode();
    })();
    session.promise.catch(() => undefined);
    const spawned = new SpawnedExec(container, await session.promise, { stream, output, exited });
    await spawned.#watch(judge);
    const abort = (): void => spawned.#kill("killed", "the sandbox was stopped");
    signal.addEventListener("abort", abort);
    void exited.then(() => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
    // A program that was left running must not keep the harness from ending.
    hold(stream, output.listenerCount("data") > 0 && !output.isPaused());
    output.on("resume", () => hold(stream, true));
    output.on("pause", () => hold(stream, false));
    return spawned;
  }

  readonly killed = (): Verdict | undefined => this.#killed;

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill("killed", "it was disposed of");
    hold(this.#stream, true);
    await this.#ending;
    await this.exited;
  }

  async #watch(judge: SpawnedExecOptions["judge"]): Promise<void> {
    const { keeper } = this.#container;
    let before: Usage | undefined;
    const unwatch = keeper.watch((now) => {
      const verdict = before === undefined ? undefined : judge(now, before);
      if (verdict !== undefined) this.#kill(verdict.reason, verdict.detail);
    });
    void this.exited.then(unwatch);
    before = await keeper.usage();
  }

  #kill(reason: KillReason, detail: string): void {
    if (this.#killed !== undefined) return;
    this.#killed = { reason, detail };
    // What can't be ended takes the container with it.
    this.#ending = this.#container
      .endProcesses({ mode: "only", sessions: [this.session] })
      .catch(() => undefined);
  }
}

function hold(stream: Duplex, held: boolean): void {
  const socket = stream as { ref?: () => void; unref?: () => void };
  if (held) socket.ref?.();
  else socket.unref?.();
}

/** A program's output without its first two lines: an empty one, and its session. */
function outputOf(stream: Duplex, start: (session: string) => void): Readable {
  const output = new Readable({ read: () => void stream.resume() });
  let head = "";
  let started = false;
  const demultiplexer = new Demultiplexer((name, data) => {
    if (name === "stderr") return;
    if (started) {
      if (!output.push(data)) stream.pause();
      return;
    }
    head += Buffer.from(data).toString("latin1");
    const [whole, session] = /^\n(\d+)\n/u.exec(head) ?? [];
    if (whole === undefined || session === undefined) return;
    started = true;
    if (head.length > whole.length) output.push(Buffer.from(head.slice(whole.length), "latin1"));
    start(session);
  });
  stream.on("data", (chunk: Uint8Array) => demultiplexer.push(chunk));
  stream.once("close", () => output.push(null));
  output.on("error", () => undefined);
  return output;
}
