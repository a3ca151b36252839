import type { Worker } from "node:worker_threads";

import { AgentGymError } from "@agent-gym/core";

import type { DatabaseContent, Relation } from "./relation.ts";
import { startWorker } from "./start-worker.ts";
import type { RunResult, WorkerReply, WorkerRequest } from "./worker/protocol.ts";

/** How SQL is run, and how much of what it finds is given back. */
export type RunOptions = Omit<Extract<WorkerRequest, { type: "run" }>, "type" | "sql"> & {
  readonly signal: AbortSignal;
};

/** How long a thread that should have stopped by itself is waited for, in milliseconds. */
const graceMs = 1000;
/** How long a thread may take to start, in milliseconds. */
const startMs = 30_000;

/** A thread was ended because it did not stop, or it died by itself. What it held is gone. */
export class ThreadEndedError extends Error {
  override readonly name = "ThreadEndedError";
}

/**
 * A database in a thread of its own. Whatever happens to the thread, the database goes on from what
 * was committed last: a copy of it is kept here.
 */
export class SqlDatabase implements AsyncDisposable {
  #worker: Worker | undefined;
  #image: Uint8Array<ArrayBuffer> | undefined;
  readonly #relations: readonly Relation[] | undefined;
  #closed = false;

  /** Empty, or plain tables of what was recorded. */
  constructor(relations?: readonly Relation[]) {
    this.#relations = relations;
  }

  /**
   * Runs statements one after another, up to the first that fails.
   *
   * @throws ThreadEndedError when the thread had to be ended: nothing of this call holds.
   * @throws the signal's reason; nothing of this call holds then either.
   */
  async run(sql: string, { signal, ...options }: RunOptions): Promise<RunResult> {
    const request = { type: "run", sql, ...options } as const;
    const reply = await this.#ask(request, options.milliseconds + graceMs, signal);
    if (reply.type !== "ran") throw unexpected(reply);
    const { image } = reply.result;
    if (image !== undefined) this.#image = image;
    return reply.result;
  }

  /**
   * What it holds. A transaction that was not committed is undone.
   *
   * @throws ThreadEndedError, or the signal's reason.
   */
  async content(milliseconds: number, signal: AbortSignal): Promise<DatabaseContent> {
    const request = { type: "read", milliseconds } as const;
    const reply = await this.#ask(request, milliseconds + graceMs, signal);
    if (reply.type !== "content") throw unexpected(reply);
    return reply.content;
  }

  /** Ends the thread, whatever it is doing. Never throws. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #ask(
    request: WorkerRequest,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<WorkerReply> {
    signal.throwIfAborted();
    if (this.#worker === undefined) {
      const image = this.#image;
      const relations = image === undefined ? this.#relations : undefined;
      await this.#post(
        {
          type: "open",
          ...(image === undefined ? {} : { image }),
          ...(relations === undefined ? {} : { relations }),
        },
        startMs,
        signal,
      );
    }
    return await this.#post(request, milliseconds, signal);
  }

  async #post(
    request: WorkerRequest,
    milliseconds: number,
    signal: AbortSignal,
  ): Promise<WorkerReply> {
    if (this.#closed) {
      const message = "The database is closed.";
      throw new AgentGymError({ code: "closed", message, boundary: "environment" });
    }
    const worker = (this.#worker ??= startWorker());
    const { promise, resolve, reject } = Promise.withResolvers<WorkerReply>();
    const died = (reason: string): void => {
      reject(new ThreadEndedError(reason));
    };
    const onReply = (reply: WorkerReply): void => {
      if (reply.type === "broken") died(reply.message);
      else resolve(reply);
    };
    const onError = (error: unknown): void => {
      died(error instanceof Error ? error.message : String(error));
    };
    const onExit = (): void => died("its thread ended");
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    const timer = setTimeout(
      () => died(`it did not stop after ${milliseconds / 1000} s`),
      milliseconds,
    );
    worker.on("message", onReply).on("error", onError).on("exit", onExit);
    signal.addEventListener("abort", onAbort);
    worker.ref();
    try {
      worker.postMessage(request, []);
      return await promise;
    } catch (error) {
      await this.#end();
      throw error;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      worker.off("message", onReply).off("error", onError).off("exit", onExit);
      worker.unref();
    }
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    // An error that rises while it ends has nobody to tell.
    worker?.on("error", () => undefined);
    await worker?.terminate();
  }
}

function unexpected(reply: WorkerReply): Error {
  return new Error(`The database's thread answered "${reply.type}".`);
}
