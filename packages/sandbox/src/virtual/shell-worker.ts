import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

import { SandboxError } from "@agent-gym/core";

import type { WorkerReply, WorkerRequest } from "./worker/protocol.ts";

/** The worker's module: TypeScript beside this one, or what the build made of it. */
function workerModule(): URL {
  const places = ["./worker/main.ts", "./worker/main.js", "./virtual/worker/main.js"];
  for (const place of places) {
    const url = new URL(place, import.meta.url);
    if (existsSync(fileURLToPath(url))) return url;
  }
  throw new SandboxError({
    code: "unavailable",
    message:
      "The virtual sandbox's worker is missing from the installed package; install it again.",
  });
}

/** One thread that runs one virtual shell, or waits to be given one. */
export class ShellWorker {
  /** How many threads there are in this process, waiting or working. */
  static count = 0;
  readonly #worker: Worker;
  readonly #loaded: Promise<void>;
  #failure: SandboxError | undefined;
  #waiting: ((reply: WorkerReply | SandboxError) => void) | undefined;

  constructor(heapMegabytes: number) {
    this.#worker = new Worker(workerModule(), {
      env: {},
      argv: [],
      execArgv: [],
      stdin: false,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
    ShellWorker.count += 1;
    this.#worker.once("exit", () => {
      ShellWorker.count -= 1;
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    promise.catch(() => undefined);
    this.#loaded = promise;
    const fail = (error: SandboxError): void => {
      this.#failure ??= error;
      reject(this.#failure);
      this.#settle(this.#failure);
    };
    this.#worker.on("message", (reply: WorkerReply) => {
      if (reply.type === "loaded") resolve();
      else if (reply.type === "missing") fail(missingPackage(reply.message));
      else if (reply.type === "broken") fail(died(reply.message));
      else this.#settle(reply);
    });
    this.#worker.on("error", (error) => fail(died(error)));
    this.#worker.on("exit", () => fail(died("its thread ended")));
    this.#worker.unref();
  }

  /** How long its thread has been doing something, in milliseconds. */
  busyMs(): number {
    return this.#worker.performance.eventLoopUtilization().active;
  }

  /** Why it can't be used any more, if so. */
  get failure(): SandboxError | undefined {
    return this.#failure;
  }

  /**
   * Resolves when just-bash is loaded in it.
   *
   * @throws SandboxError `missing-package` when there is none.
   */
  async loaded(): Promise<void> {
    this.#worker.ref();
    await this.#loaded;
    this.#worker.unref();
  }

  post(request: WorkerRequest): void {
    this.#worker.postMessage(request, []);
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws SandboxError when the thread dies first.
   */
  async ask(request: WorkerRequest): Promise<WorkerReply> {
    if (this.#failure !== undefined) throw this.#failure;
    const { promise, resolve } = Promise.withResolvers<WorkerReply | SandboxError>();
    this.#waiting = resolve;
    // While someone waits for it, the process must not end.
    this.#worker.ref();
    this.post(request);
    const reply = await promise;
    this.#worker.unref();
    if (SandboxError.isInstance(reply)) throw reply;
    return reply;
  }

  /** Ends the thread, whatever it is doing. */
  async end(): Promise<void> {
    this.#failure ??= died("it was ended");
    await this.#worker.terminate();
    this.#settle(this.#failure);
  }

  #settle(reply: WorkerReply | SandboxError): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(reply);
  }
}

function died(cause: unknown): SandboxError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new SandboxError({
    code: "died",
    message: `The virtual sandbox's thread died: ${reason}.`,
    cause,
  });
}

function missingPackage(message: string): SandboxError {
  return new SandboxError({
    code: "missing-package",
    message: `The virtual sandbox needs the package just-bash, which can't be loaded (${message}): npm i just-bash`,
  });
}
