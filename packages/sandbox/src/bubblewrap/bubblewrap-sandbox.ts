import { randomUUID } from "node:crypto";

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

import { argumentProblem, isTooLongError, tooLong } from "../argument-problem.ts";
import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { PythonInterpreter } from "../python-driver/python-interpreter.ts";
import { SerialQueue } from "../serial-queue.ts";
import type { CommandPlan } from "./command-arguments.ts";
import { commandInputs, limitedCommand } from "./command-arguments.ts";
import type { BubblewrapHost } from "./find-host.ts";
import type { Holder } from "./holder.ts";
import type { MemoryGroup } from "./memory-group.ts";
import { processTree } from "./process-tree.ts";
import type { ProcessOutcome } from "./run-process.ts";
import type { SpawnedProcess } from "./spawn-process.ts";
import { watchLimits } from "./watch-limits.ts";
import { WorkspaceFiles } from "./workspace-files.ts";

export interface BubblewrapSandboxOptions {
  readonly holder: Holder;
  readonly host: BubblewrapHost;
  readonly limits: SandboxLimits;
  readonly env: Readonly<Record<string, string>>;
  readonly readOnly: boolean;
  readonly readOnlyPaths: readonly string[];
  readonly memoryGroup: MemoryGroup | undefined;
  /** Gives back what the sandbox held. */
  readonly release: () => void;
}

const signalBase = 128;
const cpuSignal = 24;
const notStarted = /^prlimit: failed to execute ([^\n]*): ([^\n:]*)$/mu;

/** A sandbox of Linux namespaces; see the package's README for what holds it. */
export class BubblewrapSandbox implements Sandbox {
  readonly id: string = randomUUID();
  readonly kind = "bubblewrap";
  readonly workdir: string = workdir;
  readonly capabilities: readonly Capability[];
  readonly files: SandboxFiles;
  readonly #options: BubblewrapSandboxOptions;
  readonly #files: WorkspaceFiles;
  readonly #queue = new SerialQueue();
  readonly #ended = new AbortController();
  /** What runs beside the commands. */
  readonly #beside = new Set<SpawnedProcess>();
  #disposed: Promise<void> | undefined;

  constructor(options: BubblewrapSandboxOptions) {
    this.#options = options;
    this.capabilities = options.host.capabilities;
    this.#files = new WorkspaceFiles(options.holder, options.limits);
    const { read, write, writeAll, list } = this.#files;
    this.files = {
      read: async (path) => await this.#queued(() => read(path)),
      write: async (path, data, how) => await this.#queued(() => write(path, data, how)),
      writeAll: async (files) => await this.#queued(() => writeAll(files)),
      list: async (path) => await this.#queued(() => list(path)),
    };
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
    await Promise.all([this.#queue.settled(), ...[...this.#beside].map(({ exited }) => exited)]);
  };

  readonly spawn = async (argv: readonly string[], signal?: AbortSignal): Promise<SpawnedProcess> =>
    await this.#spawn(argv, this.#options.limits, signal);

  readonly interpreter = async (
    _language: "python",
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Interpreter> => {
    const { limits } = this.#options;
    // Each cell has its own time; all cells together have no limit of theirs.
    const unmeasured = { ...limits, cpuMs: 1e12 };
    return await PythonInterpreter.start({
      spawn: async (argv, signal) => await this.#spawn(argv, unmeasured, signal),
      limits,
      signal: options.signal,
    });
  };

  readonly collect = async (options?: CollectOptions): Promise<Collection> =>
    await this.#queued(async () => {
      const { files, skipped } = await this.#files.collect(options);
      return { files, skipped };
    });

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= (async () => {
      this.#ended.abort();
      await this.#options.holder.end();
      await this.#queue.settled();
      this.#options.release();
    })();
    await this.#disposed;
  }

  async #spawn(
    argv: readonly string[],
    limits: SandboxLimits,
    signal: AbortSignal | undefined,
  ): Promise<SpawnedProcess> {
    this.#assertUsable();
    signal?.throwIfAborted();
    this.#assertNotStopped();
    const { env, holder, host } = this.#options;
    const gated = this.#options.memoryGroup !== undefined;
    const plan: CommandPlan = { ...this.#options, limits, command: argv, cwd: workdir, env, gated };
    const problem = argumentProblem(plan);
    if (problem !== undefined) throw new SandboxError({ code: "refused", message: problem.trim() });
    const signals = [this.#ended.signal, ...(signal === undefined ? [] : [signal])];
    const starting = holder.spawn(
      [host.programs.bwrap, "--args", "3", "--", ...limitedCommand(plan)],
      {
        inputs: commandInputs(plan),
        signal: AbortSignal.any(signals),
        gate: this.#gate,
        watch: (pid, kill) => watchLimits(pid, limits, kill),
      },
    );
    const process = await starting.catch((error: unknown) => {
      if (!isTooLongError(error)) throw error;
      throw new SandboxError({ code: "refused", message: tooLong.trim(), cause: error });
    });
    this.#beside.add(process);
    void process.exited.then(() => this.#beside.delete(process));
    return process;
  }

  /** Puts a command's processes where their memory is counted. */
  get #gate(): ((pid: number) => void) | undefined {
    const { memoryGroup } = this.#options;
    return memoryGroup === undefined ? undefined : (pid) => memoryGroup.add(processTree(pid));
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
    const { limits, env, holder, host, memoryGroup } = this.#options;
    const killsBefore = memoryGroup?.kills ?? 0;
    const outOfMemory = (): boolean => (memoryGroup?.kills ?? 0) > killsBefore;
    const plan: CommandPlan = {
      ...this.#options,
      command,
      gated: memoryGroup !== undefined,
      cwd: sandboxPath(options.cwd ?? workdir),
      env: { ...env, ...options.env },
    };
    if (options.signal?.aborted === true) return failed("aborted");
    const problem = argumentProblem(plan);
    if (problem !== undefined) return { ...failed("exited"), exitCode: 126, stderr: problem };
    const signals = [this.#ended.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const running = holder.run(
      [host.programs.bwrap, "--args", "3", "--", ...limitedCommand(plan)],
      {
        stdin: options.stdin,
        inputs: commandInputs(plan),
        wallMs: Math.min(limits.wallMs, options.limits?.wallMs ?? limits.wallMs),
        outputBytes: Math.min(
          limits.outputBytes,
          options.limits?.outputBytes ?? limits.outputBytes,
        ),
        pipes: holder.pipes,
        gate: this.#gate,
        signal: AbortSignal.any(signals),
        watch: (pid, kill) => watchLimits(pid, { ...limits, outOfMemory }, kill),
      },
    );
    // Where this machine takes less than others do.
    const outcome = await running.catch((error: unknown) => {
      if (isTooLongError(error)) return undefined;
      throw error;
    });
    if (outcome === undefined) return { ...failed("exited"), exitCode: 126, stderr: tooLong };
    const result = this.#result(outcome, plan);
    if (result.status !== "exited" || !outOfMemory()) return result;
    const detail = `it used more than ${String(limits.memoryBytes)} bytes of memory`;
    return { ...result, status: "oom", exitCode: null, detail };
  }

  #result(outcome: ProcessOutcome, plan: CommandPlan): ExecResult {
    const said = {
      stdout: outcome.stdout.text(),
      stderr: outcome.stderr.text(),
      milliseconds: outcome.milliseconds,
    };
    if (outcome.killed !== undefined) {
      const { reason, detail } = outcome.killed;
      const stopped = reason === "aborted" && this.#ended.signal.aborted;
      return stopped
        ? { status: "killed", exitCode: null, ...said, detail: "the sandbox was stopped" }
        : { status: reason, exitCode: null, ...said, detail };
    }
    const code = /"exit-code": (\d+)/.exec(outcome.report)?.[1];
    if (code === undefined) {
      if (said.stderr.includes("Can't chdir to")) {
        const stderr = `bash: cd: ${plan.cwd}: No such file or directory\n`;
        return { status: "exited", exitCode: 1, ...said, stderr };
      }
      const detail = said.stderr.trim().split("\n").at(-1) ?? "";
      return { status: "sandbox-error", exitCode: null, ...said, detail };
    }
    if (Number(code) === signalBase + cpuSignal) {
      const detail = `it used more than ${String(plan.limits.cpuMs)} ms of CPU time`;
      return { status: "timeout", exitCode: null, ...said, detail };
    }
    // What starts the command says it in its own name where a shell would in its.
    const stderr = said.stderr.replace(notStarted, "bash: $1: $2");
    return { status: "exited", exitCode: Number(code), ...said, stderr };
  }
}

function failed(status: ExecResult["status"]): ExecResult {
  return { status, exitCode: null, stdout: "", stderr: "", milliseconds: 0 };
}
