import { randomUUID } from "node:crypto";

import type {
  Capability,
  CollectOptions,
  Collection,
  ExecOptions,
  ExecResult,
  Sandbox,
  SandboxFiles,
  SandboxLimits,
} from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { argumentProblem } from "../argument-problem.ts";
import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { SerialQueue } from "../serial-queue.ts";
import type { ShellWorker } from "./shell-worker.ts";
import { watchThread } from "./watch-thread.ts";
import type { FileChanges, WorkerReply } from "./worker/protocol.ts";
import type { WorkspaceMirror } from "./workspace-mirror.ts";

export interface VirtualSandboxOptions {
  readonly worker: ShellWorker;
  readonly mirror: WorkspaceMirror;
  readonly capabilities: readonly Capability[];
  readonly limits: SandboxLimits;
  readonly env: Readonly<Record<string, string>>;
  readonly readOnly: boolean;
  /** A fresh worker, for when the last one had to be killed. */
  readonly takeWorker: () => Promise<ShellWorker>;
}

/** How long a shell may take to stop by itself before its thread is ended. */
const graceMs = 500;

interface Killed {
  readonly status: "timeout" | "aborted" | "killed" | "oom";
  readonly detail: string;
}

/** A sandbox without processes: just-bash in a thread of its own, over files in memory. */
export class VirtualSandbox implements Sandbox {
  readonly id: string = randomUUID();
  readonly kind = "virtual";
  readonly workdir: string = workdir;
  readonly capabilities: readonly Capability[];
  readonly files: SandboxFiles;
  readonly #options: VirtualSandboxOptions;
  readonly #mirror: WorkspaceMirror;
  readonly #queue = new SerialQueue();
  readonly #ended = new AbortController();
  #worker: ShellWorker | undefined;
  #disposed: Promise<void> | undefined;

  constructor(options: VirtualSandboxOptions) {
    this.#options = options;
    this.#mirror = options.mirror;
    this.capabilities = options.capabilities;
    this.#worker = options.worker;
    this.#start(options.worker);
    this.files = {
      read: async (path) => await this.#queued(async () => this.#mirror.read(path)),
      write: async (path, data, how) =>
        await this.#queued(async () => this.#change(this.#mirror.write(path, data, how?.mode))),
      writeAll: async (files) =>
        await this.#queued(async () => this.#change(this.#mirror.writeAll(files))),
      list: async (path) => await this.#queued(async () => this.#mirror.list(path)),
    };
  }

  readonly exec = async (
    command: string | readonly string[],
    options: ExecOptions = {},
  ): Promise<ExecResult> =>
    await this.#queued(async () => {
      if (this.#ended.signal.aborted) {
        throw new SandboxError({
          code: "refused",
          message: "The sandbox is stopped: it runs no more commands, it only keeps its files.",
        });
      }
      return await this.#run(command, options);
    });

  readonly stop = async (): Promise<void> => {
    this.#assertUsable();
    this.#ended.abort();
    await this.#queue.settled();
    await this.#worker?.end();
    this.#worker = undefined;
  };

  readonly collect = async (options?: CollectOptions): Promise<Collection> =>
    await this.#queued(async () => this.#mirror.collect(options));

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= (async () => {
      this.#ended.abort();
      await this.#queue.settled();
      await this.#worker?.end();
    })();
    await this.#disposed;
  }

  #assertUsable(): void {
    if (this.#disposed !== undefined) {
      throw new SandboxError({ code: "disposed", message: "The sandbox is disposed of." });
    }
  }

  async #queued<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#assertUsable();
    return await this.#queue.run(async () => {
      this.#assertUsable();
      return await job();
    });
  }

  #start(worker: ShellWorker): void {
    const { env, limits, readOnly } = this.#options;
    const settings = { entries: this.#mirror.entries(), env, limits, readOnly };
    worker.post({ type: "start", settings });
  }

  async #change(changes: FileChanges): Promise<void> {
    this.#worker?.post({ type: "change", changes });
  }

  async #usableWorker(): Promise<ShellWorker> {
    if (this.#worker !== undefined && this.#worker.failure === undefined) return this.#worker;
    this.#worker = await this.#options.takeWorker();
    this.#start(this.#worker);
    return this.#worker;
  }

  async #run(command: string | readonly string[], options: ExecOptions): Promise<ExecResult> {
    const start = performance.now();
    const { limits } = this.#options;
    const cwd = sandboxPath(options.cwd ?? workdir);
    const env = { ...this.#options.env, ...options.env };
    const problem = argumentProblem({ command, env });
    if (problem !== undefined && options.signal?.aborted !== true) {
      return { ...failed("exited"), exitCode: 126, stderr: problem, milliseconds: 0 };
    }
    const wallMs = Math.min(limits.wallMs, options.limits?.wallMs ?? limits.wallMs);
    let killed: Killed | undefined;
    let worker: ShellWorker | undefined;
    let unwatch: (() => void) | undefined;
    const kill = (status: Killed["status"], detail: string): void => {
      killed ??= { status, detail };
      void worker?.end();
    };
    const abort = (): void => kill("aborted", "its caller ended it");
    const stop = (): void => kill("killed", "the sandbox was stopped");
    const timer = setTimeout(
      () => kill("timeout", `it ran for more than ${String(wallMs)} ms`),
      wallMs + graceMs,
    );
    options.signal?.addEventListener("abort", abort);
    this.#ended.signal.addEventListener("abort", stop);
    const result = (rest: Omit<ExecResult, "milliseconds">): ExecResult => ({
      ...rest,
      milliseconds: performance.now() - start,
    });
    try {
      if (options.signal?.aborted === true) return result(failed("aborted"));
      worker = await this.#usableWorker();
      unwatch = watchThread(worker, limits, kill);
      const reply = await worker.ask({
        type: "exec",
        command,
        cwd,
        env: options.env ?? {},
        stdin: stdinBytes(options.stdin),
        wallMs,
        outputBytes: Math.min(
          limits.outputBytes,
          options.limits?.outputBytes ?? limits.outputBytes,
        ),
      });
      return result(this.#result(reply, { wallMs }));
    } catch (error) {
      if (killed !== undefined) {
        return result({ ...failed(killed.status), detail: killed.detail, stateLost: true });
      }
      const detail = error instanceof Error ? error.message : String(error);
      // V8 ends a thread whose heap is full.
      const full = /memory limit|heap out of memory/iu.test(detail);
      return result({ ...failed(full ? "oom" : "sandbox-error"), detail, stateLost: true });
    } finally {
      clearTimeout(timer);
      unwatch?.();
      options.signal?.removeEventListener("abort", abort);
      this.#ended.signal.removeEventListener("abort", stop);
    }
  }

  #result(reply: WorkerReply, how: { readonly wallMs: number }): Omit<ExecResult, "milliseconds"> {
    if (reply.type !== "result") return failed("sandbox-error");
    this.#mirror.apply(reply.changes);
    const { status, exitCode, stdout, stderr } = reply;
    if (status === "exited") return { status, exitCode, stdout, stderr };
    const detail =
      status === "timeout"
        ? `it ran for more than ${String(how.wallMs)} ms`
        : "it wrote more than it may";
    return { status, exitCode: null, stdout, stderr, detail };
  }
}

function stdinBytes(stdin: string | Uint8Array | undefined): Uint8Array {
  return typeof stdin === "string" ? new TextEncoder().encode(stdin) : (stdin ?? new Uint8Array());
}

function failed(status: ExecResult["status"]): Omit<ExecResult, "milliseconds"> {
  return { status, exitCode: null, stdout: "", stderr: "" };
}
