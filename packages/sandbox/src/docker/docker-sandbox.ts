import { randomUUID } from "node:crypto";

import type {
  Capability,
  CollectOptions,
  Collection,
  ExecOptions,
  ExecResult,
  FileTree,
  Interpreter,
  Sandbox,
  SandboxFiles,
  SandboxLimits,
} from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { argumentProblem } from "../argument-problem.ts";
import type { ProcessOutcome } from "../bubblewrap/run-process.ts";
import type { SpawnedProcess } from "../bubblewrap/spawn-process.ts";
import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { PythonInterpreter } from "../python-driver/python-interpreter.ts";
import { SerialQueue } from "../serial-queue.ts";
import { commandLine, spawnLine } from "./command-line.ts";
import { ContainerFiles } from "./container-files.ts";
import type { FreshContainer } from "./container-pool.ts";
import type { Sessions } from "./container.ts";
import { judgeUsage } from "./judge-usage.ts";
import { SpawnedExec } from "./spawned-exec.ts";

export interface DockerSandboxOptions {
  readonly fresh: FreshContainer;
  readonly capabilities: readonly Capability[];
  readonly limits: SandboxLimits;
  readonly env: Readonly<Record<string, string>>;
  /** Removes the container. */
  readonly end: () => Promise<void>;
}

/** A sandbox that is a container; see the package's README for what holds it. */
export class DockerSandbox implements Sandbox {
  readonly id: string = randomUUID();
  readonly kind = "docker";
  readonly workdir: string = workdir;
  readonly capabilities: readonly Capability[];
  readonly files: SandboxFiles;
  readonly #options: DockerSandboxOptions;
  readonly #files: ContainerFiles;
  readonly #queue = new SerialQueue();
  readonly #ended = new AbortController();
  /** What runs beside the commands. */
  readonly #beside = new Set<SpawnedExec>();
  #disposed: Promise<void> | undefined;

  constructor(options: DockerSandboxOptions) {
    this.#options = options;
    this.capabilities = options.capabilities;
    this.#files = new ContainerFiles(options.fresh, options.limits);
    const { read, write, writeAll, list } = this.#files;
    this.files = {
      read: async (path) => await this.#queued(() => read(path)),
      write: async (path, data, how) => await this.#queued(() => write(path, data, how)),
      writeAll: async (files) => await this.#queued(() => writeAll(files)),
      list: async (path) => await this.#queued(() => list(path)),
    };
  }

  /** Gives a new sandbox the files that it starts with. */
  async fill(files: FileTree): Promise<void> {
    await this.#files.fill(files);
  }

  readonly exec = async (
    command: string | readonly string[],
    options: ExecOptions = {},
  ): Promise<ExecResult> =>
    await this.#queued(async () => {
      this.#assertNotStopped();
      return await this.#run(command, options);
    });

  readonly stop = async (): Promise<void> => {
    this.#assertUsable();
    this.#ended.abort();
    await this.#queue.run(async () => {
      if (this.#disposed !== undefined) return;
      if (this.#beside.size > 0) await this.#options.fresh.container.endProcesses({ mode: "all" });
    });
    await Promise.all([...this.#beside].map(({ exited }) => exited));
  };

  readonly collect = async (options?: CollectOptions): Promise<Collection> =>
    await this.#queued(() => this.#files.collect(options));

  readonly spawn = async (argv: readonly string[], signal?: AbortSignal): Promise<SpawnedProcess> =>
    await this.#spawn(argv, { cpuMs: this.#options.limits.cpuMs, signal });

  readonly interpreter = async (
    _language: "python",
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Interpreter> =>
    await PythonInterpreter.start({
      // Each cell has its own time; all cells together have no limit of theirs.
      spawn: async (argv, signal) => await this.#spawn(argv, { cpuMs: 1e12, signal }),
      limits: this.#options.limits,
      signal: options.signal,
    });

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= (async () => {
      const removed = this.#options.end();
      this.#ended.abort();
      await removed;
      await this.#queue.settled();
    })();
    await this.#disposed;
  }

  #assertUsable(): void {
    if (this.#disposed !== undefined) {
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

  async #queued<Result>(job: () => Promise<Result>): Promise<Result> {
    this.#assertUsable();
    return await this.#queue.run(async () => {
      this.#assertUsable();
      return await job();
    });
  }

  async #run(command: string | readonly string[], options: ExecOptions): Promise<ExecResult> {
    const { limits, env, fresh } = this.#options;
    if (options.signal?.aborted === true) return failed("aborted");
    const problem = argumentProblem({ command, env: { ...env, ...options.env } });
    if (problem !== undefined) return { ...failed("exited"), exitCode: 126, stderr: problem };
    const signals = [this.#ended.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const wallMs = Math.min(limits.wallMs, options.limits?.wallMs ?? limits.wallMs);
    const outputBytes = Math.min(
      limits.outputBytes,
      options.limits?.outputBytes ?? limits.outputBytes,
    );
    const line = commandLine(command, {
      directory: sandboxPath(options.cwd ?? workdir),
      env: { ...env, ...options.env },
      memoryBytes: limits.memoryBytes,
      wallMs,
      input: options.stdin !== undefined,
      spared: this.#sessions(),
    });
    try {
      const outcome = await fresh.container.runWatched(line, {
        stdin: options.stdin,
        wallMs,
        outputBytes,
        signal: AbortSignal.any(signals),
        end: async () => await fresh.container.endProcesses(this.#others()),
        judge: (now, before) => judgeUsage(now, before, limits),
      });
      return this.#result(outcome);
    } catch (error) {
      // Its death was wanted.
      if (this.#disposed !== undefined) return failed("killed");
      throw error;
    }
  }

  async #spawn(
    argv: readonly string[],
    { cpuMs, signal }: { readonly cpuMs: number; readonly signal: AbortSignal | undefined },
  ): Promise<SpawnedProcess> {
    this.#assertUsable();
    signal?.throwIfAborted();
    this.#assertNotStopped();
    const { env, limits, fresh } = this.#options;
    const problem = argumentProblem({ command: argv, env });
    if (problem !== undefined) throw new SandboxError({ code: "refused", message: problem.trim() });
    const { memoryBytes } = limits;
    const line = spawnLine(argv, { directory: workdir, env, memoryBytes, cpuMs });
    const signals = [this.#ended.signal, ...(signal === undefined ? [] : [signal])];
    // No command runs while it starts: it would be taken for something that the command left behind.
    const spawned = await this.#queued(
      async () =>
        await SpawnedExec.start(fresh.container, line, {
          signal: AbortSignal.any(signals),
          judge: (now, before) => judgeUsage(now, { ...before, cpuMs: now.cpuMs }, limits),
        }),
    );
    this.#beside.add(spawned);
    void spawned.exited.then(() => this.#beside.delete(spawned));
    return spawned;
  }

  #sessions(): readonly string[] {
    return [...this.#beside].map(({ session }) => session);
  }

  /** What a command may have started: everything but what runs beside the commands. */
  #others(): Sessions {
    const sessions = this.#sessions();
    return sessions.length === 0 ? { mode: "all" } : { mode: "spare", sessions };
  }

  #result(outcome: ProcessOutcome): ExecResult {
    const said = {
      stdout: outcome.stdout.text(),
      stderr: outcome.stderr.text(),
      milliseconds: outcome.milliseconds,
    };
    if (outcome.killed === undefined) {
      return { status: "exited", exitCode: outcome.exitCode, ...said };
    }
    const { reason, detail } = outcome.killed;
    const stopped = reason === "aborted" && this.#ended.signal.aborted;
    return stopped
      ? { status: "killed", exitCode: null, ...said, detail: "the sandbox was stopped" }
      : { status: reason, exitCode: null, ...said, detail };
  }
}

function failed(status: ExecResult["status"]): ExecResult {
  return { status, exitCode: null, stdout: "", stderr: "", milliseconds: 0 };
}
