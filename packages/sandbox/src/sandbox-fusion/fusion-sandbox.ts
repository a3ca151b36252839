import { randomUUID } from "node:crypto";
import { posix } from "node:path";

import type {
  Capability,
  CollectOptions,
  Collection,
  ExecOptions,
  ExecResult,
  Interpreter,
  Sandbox,
  SandboxFiles,
  SandboxLimits,
} from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { SerialQueue } from "../serial-queue.ts";
import type { WorkspaceMirror } from "../virtual/workspace-mirror.ts";
import { commandProgram } from "./command-program.ts";
import type { CommandRunResult } from "./fusion-api.ts";
import type { SandboxFusionClient } from "./fusion-client.ts";
import { fusionInterpreter } from "./fusion-interpreter.ts";
import { changesOf, filesToSend } from "./workspace-listing.ts";

export interface FusionSandboxOptions {
  readonly client: SandboxFusionClient;
  readonly mirror: WorkspaceMirror;
  readonly capabilities: readonly Capability[];
  readonly limits: SandboxLimits;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A workspace whose commands run on a SandboxFusion server, each in a fresh directory there: its
 * files are sent with every command, and come back.
 */
export class FusionSandbox implements Sandbox {
  readonly id: string = randomUUID();
  readonly kind = "sandbox-fusion";
  readonly workdir: string = workdir;
  readonly capabilities: readonly Capability[];
  readonly files: SandboxFiles;
  readonly #options: FusionSandboxOptions;
  readonly #mirror: WorkspaceMirror;
  readonly #queue = new SerialQueue();
  readonly #ended = new AbortController();
  #disposed = false;

  constructor(options: FusionSandboxOptions) {
    this.#options = options;
    this.#mirror = options.mirror;
    this.capabilities = options.capabilities;
    this.files = {
      read: async (path) => await this.#queued(async () => this.#mirror.read(path)),
      write: async (path, data, how) =>
        await this.#queued(async () => void this.#mirror.write(path, data, how?.mode)),
      writeAll: async (files) => await this.#queued(async () => void this.#mirror.writeAll(files)),
      list: async (path) => await this.#queued(async () => this.#mirror.list(path)),
    };
  }

  readonly exec = async (
    command: string | readonly string[],
    options: ExecOptions = {},
  ): Promise<ExecResult> =>
    await this.#queued(async () => {
      this.#assertNotStopped();
      return await this.#exec(command, options);
    });

  readonly interpreter = async (): Promise<Interpreter> => {
    const { client, limits } = this.#options;
    const inner = fusionInterpreter({
      client,
      limits,
      files: () => filesToSend(this.#mirror),
      onListing: (listing) => this.#mirror.apply(changesOf(listing, this.#mirror)),
    });
    return {
      run: async (code, how = {}) =>
        await this.#queued(async () => {
          this.#assertNotStopped();
          return await inner.run(code, { ...how, signal: this.#signal(how.signal) });
        }),
      [Symbol.asyncDispose]: async () => undefined,
    };
  };

  readonly stop = async (): Promise<void> => {
    this.#assertUsable();
    this.#ended.abort();
    await this.#queue.settled();
  };

  readonly collect = async (options?: CollectOptions): Promise<Collection> =>
    await this.#queued(async () => this.#mirror.collect(options));

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed = true;
    this.#ended.abort();
    await this.#queue.settled();
  }

  #assertUsable(): void {
    if (this.#disposed) {
      throw new SandboxError({ code: "disposed", message: "The sandbox is disposed of." });
    }
  }

  #assertNotStopped(): void {
    if (this.#ended.signal.aborted) {
      throw new SandboxError({
        code: "refused",
        message: "The sandbox is stopped: it runs no more commands, it only keeps its files.",
      });
    }
  }

  #signal(signal: AbortSignal | undefined): AbortSignal {
    return signal === undefined
      ? this.#ended.signal
      : AbortSignal.any([this.#ended.signal, signal]);
  }

  async #queued<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#assertUsable();
    return await this.#queue.run(async () => {
      this.#assertUsable();
      return await job();
    });
  }

  async #exec(command: string | readonly string[], options: ExecOptions): Promise<ExecResult> {
    const { client, limits, env } = this.#options;
    const start = performance.now();
    const listing = `.${randomUUID()}.json`;
    const wallMs = Math.min(limits.wallMs, options.limits?.wallMs ?? limits.wallMs);
    const program = commandProgram({
      argv: typeof command === "string" ? ["bash", "-c", command] : command,
      cwd: posix.relative(workdir, sandboxPath(options.cwd ?? workdir)) || ".",
      env: { ...env, ...options.env },
      listing,
      mostBytes: limits.diskBytes,
    });
    try {
      const response = await client.runCode(
        {
          code: program,
          language: "python",
          run_timeout: wallMs / 1_000,
          memory_limit_MB: Math.ceil(limits.memoryBytes / 2 ** 20),
          stdin: stdinText(options.stdin),
          files: filesToSend(this.#mirror),
          fetch_files: [listing],
        },
        { signal: this.#signal(options.signal) },
      );
      const milliseconds = performance.now() - start;
      const run = response.run_result;
      if (response.status === "SandboxError" || run === null || run.status === "Error") {
        const detail = response.message || "it gave no reason";
        return { ...failed("sandbox-error"), milliseconds, detail };
      }
      this.#mirror.apply(changesOf(response.files[listing], this.#mirror));
      return { ...resultOf(run, limits.outputBytes, wallMs), milliseconds };
    } catch (error) {
      const milliseconds = performance.now() - start;
      if (options.signal?.aborted === true) return { ...failed("aborted"), milliseconds };
      if (this.#ended.signal.aborted) return { ...failed("killed"), milliseconds };
      if (!SandboxError.isInstance(error)) throw error;
      return { ...failed("sandbox-error"), milliseconds, detail: error.message };
    }
  }
}

function resultOf(
  run: CommandRunResult,
  outputBytes: number,
  wallMs: number,
): Omit<ExecResult, "milliseconds"> {
  const stdout = (run.stdout ?? "").slice(0, outputBytes);
  const stderr = (run.stderr ?? "").slice(0, outputBytes);
  if (run.status === "TimeLimitExceeded") {
    const detail = `it ran for more than ${String(wallMs)} ms`;
    return { status: "timeout", exitCode: null, stdout, stderr, detail };
  }
  return { status: "exited", exitCode: run.return_code ?? 1, stdout, stderr };
}

function stdinText(stdin: string | Uint8Array | undefined): string {
  return typeof stdin === "string" ? stdin : new TextDecoder().decode(stdin ?? new Uint8Array());
}

function failed(status: ExecResult["status"]): Omit<ExecResult, "milliseconds"> {
  return { status, exitCode: null, stdout: "", stderr: "" };
}
