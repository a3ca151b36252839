import { randomUUID } from "node:crypto";

import type { SandboxProcess } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import type { DriverReply } from "./driver-protocol.ts";
import { isDriverReady, isDriverReply } from "./driver-protocol.ts";
import { encodeFrame, FrameReader } from "./frames.ts";

/** A process that may know why the harness ended it. */
export interface DriverHost extends SandboxProcess {
  readonly killed?: () => { readonly reason: string; readonly detail: string } | undefined;
}

/** A cell that runs. */
export interface RunningCell {
  /** Rejects with {@link DriverGone} when the driver's process ends before the cell does. */
  readonly reply: Promise<DriverReply>;
  /** Raises `KeyboardInterrupt` in it. */
  readonly interrupt: () => void;
  /** Ends the process that runs it; the driver starts another. */
  readonly kill: () => void;
}

/** The driver's process ended, or said something that is no frame. */
export class DriverGone extends Error {
  override readonly name: string = "DriverGone";
}

const readyMs = 30_000;

/** The host's side of a running driver. */
export class DriverProcess implements AsyncDisposable {
  readonly process: DriverHost;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #gone = Promise.withResolvers<never>();
  readonly #ready = Promise.withResolvers<void>();
  #waiting: { readonly id: string; readonly settle: (reply: DriverReply) => void } | undefined;
  #alive = true;

  private constructor(process: DriverHost, outputBytes: number) {
    this.process = process;
    this.#writer = process.stdin.getWriter();
    this.#writer.closed.catch(() => undefined);
    this.#gone.promise.catch(() => undefined);
    // A character may take six in JSON; each stream comes once, and a value.
    void this.#read(new FrameReader(outputBytes * 12 + 8_000_000));
  }

  /**
   * Waits until the driver can take cells.
   *
   * @throws SandboxError `died` when it ends before, or takes too long.
   */
  static async start(
    process: DriverHost,
    options: { readonly outputBytes: number; readonly signal?: AbortSignal | undefined },
  ): Promise<DriverProcess> {
    const driver = new DriverProcess(process, options.outputBytes);
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => reject(new DriverGone(`it was not ready within ${readyMs} ms`)),
      readyMs,
    );
    const abort = (): void => reject(options.signal?.reason as Error);
    options.signal?.addEventListener("abort", abort);
    try {
      if (options.signal?.aborted === true) abort();
      await Promise.race([driver.#ready.promise, driver.#gone.promise, late]);
      return driver;
    } catch (error) {
      await driver[Symbol.asyncDispose]();
      if (!(error instanceof DriverGone)) throw error;
      throw new SandboxError({
        code: "died",
        message: `Python did not start in the sandbox: ${error.message}.`,
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener("abort", abort);
    }
  }

  get alive(): boolean {
    return this.#alive && this.process.killed?.() === undefined;
  }

  /** Starts a cell; the one before it must have ended. */
  run(code: string, outputBytes: number): RunningCell {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<DriverReply>();
    this.#waiting = { id, settle: resolve };
    this.#send({ op: "run", id, code, outputBytes });
    return {
      reply: Promise.race([promise, this.#gone.promise]),
      interrupt: () => this.#send({ op: "interrupt", id }),
      kill: () => this.#send({ op: "kill", id }),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end("it was disposed of");
    await this.process[Symbol.asyncDispose]();
  }

  #send(message: Parameters<typeof encodeFrame>[0]): void {
    this.#writer.write(encodeFrame(message)).catch(() => undefined);
  }

  #end(why: string): void {
    this.#alive = false;
    this.#gone.reject(new DriverGone(why));
  }

  async #read(frames: FrameReader): Promise<void> {
    try {
      for await (const chunk of this.process.stdout) {
        for (const message of frames.push(chunk)) this.#take(message);
      }
      const code = await this.process.exited;
      this.#end(this.process.killed?.()?.detail ?? `Python ended with ${String(code)}`);
    } catch (error) {
      this.#end(error instanceof Error ? error.message : String(error));
    }
  }

  #take(message: unknown): void {
    if (isDriverReady(message)) this.#ready.resolve();
    else if (isDriverReply(message) && message.id === this.#waiting?.id) {
      this.#waiting.settle(message);
      this.#waiting = undefined;
    }
  }
}
