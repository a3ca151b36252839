import type { Duplex } from "node:stream";
import { Readable, Writable } from "node:stream";

import { SandboxError } from "@agent-gym/core";

import type { KillReason } from "../bubblewrap/run-process.ts";
import type { SpawnedProcess } from "../bubblewrap/spawn-process.ts";
import type { Container } from "./container.ts";
import type { ScriptCall } from "./exec-scripts.ts";
import type { Usage } from "./keeper.ts";
import { SpawnOutput } from "./spawn-output.ts";

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
  readonly #output: SpawnOutput;
  #killed: Verdict | undefined;
  #ending: Promise<void> | undefined;

  private constructor(
    container: Container,
    options: {
      readonly session: string;
      readonly stream: Duplex;
      readonly output: SpawnOutput;
      readonly exited: Promise<number | null>;
    },
  ) {
    this.#container = container;
    this.#output = options.output;
    this.#stream = options.stream;
    this.session = options.session;
    this.exited = options.exited;
    // Nothing is taken before somebody asks for it, and only then is it waited for.
    const strategy = new CountQueuingStrategy({ highWaterMark: 0 });
    const { readable } = options.output;
    this.stdout = Readable.toWeb(readable, { strategy }) as ReadableStream<Uint8Array>;
    this.stdin = Writable.toWeb(inputOf(options.stream)) as WritableStream<Uint8Array>;
    hold(this.#stream, !readable.isPaused());
    readable.on("resume", () => hold(this.#stream, true));
    readable.on("pause", () => hold(this.#stream, false));
  }

  /** @throws SandboxError `died` when it can't be started. */
  static async start(
    container: Container,
    call: ScriptCall,
    { signal, judge }: SpawnedExecOptions,
  ): Promise<SpawnedExec> {
    const { stream, exitCode } = await container.spawn(call);
    let spawned: SpawnedExec | undefined;
    const output = new SpawnOutput(stream, () => {
      if (spawned !== undefined) spawned.#kill("output-limit", "nobody reads what it writes");
    });
    const closed = new Promise<void>((resolve) => void stream.once("close", resolve));
    const session = await Promise.race([output.session, closed]);
    if (session === undefined) {
      throw new SandboxError({ code: "died", message: "A program did not start in the sandbox." });
    }
    const exited = closed.then(exitCode);
    spawned = new SpawnedExec(container, { session, stream, output, exited });
    await spawned.#watch(judge);
    const abort = (): void => spawned.#kill("killed", "the sandbox was stopped");
    signal.addEventListener("abort", abort);
    void exited.then(() => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
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
    this.#output.drain();
    // What can't be ended takes the container with it.
    this.#ending = this.#container
      .endProcesses({ mode: "only", sessions: [this.session] })
      .catch(() => undefined);
  }
}

/** A program's input. That it is closed before everything was read is no error. */
function inputOf(stream: Duplex): Writable {
  const input = new Writable({
    write: (chunk, _encoding, done) => void stream.write(chunk, done),
    final: (done) => void stream.end(done),
  });
  input.on("error", () => undefined);
  stream.once("close", () => input.destroy());
  return input;
}

/** Says whether a program keeps the harness from ending: only while somebody waits for it. */
function hold(stream: Duplex, held: boolean): void {
  const socket = stream as { ref?: () => void; unref?: () => void };
  if (held) socket.ref?.();
  else socket.unref?.();
}
