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

import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { SerialQueue } from "../serial-queue.ts";
import type { CommandPlan } from "./command-arguments.ts";
import { argumentProblem, commandArguments, limitedCommand } from "./command-arguments.ts";
import type { Holder } from "./holder.ts";
import { encodeArguments } from "./root-arguments.ts";
import type { ProcessOutcome } from "./run-process.ts";
import { WorkspaceFiles } from "./workspace-files.ts";

export interface BubblewrapSandboxOptions {
  readonly holder: Holder;
  readonly bwrap: string;
  readonly capabilities: readonly Capability[];
  readonly limits: SandboxLimits;
  readonly env: Readonly<Record<string, string>>;
  readonly readOnly: boolean;
  readonly readOnlyPaths: readonly string[];
  readonly disableUserNamespaces: boolean;
  /** Gives back what the sandbox held. */
  readonly release: () => void;
}

const signalBase = 128;
const cpuSignal = 24;

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
  #disposed: Promise<void> | undefined;

  constructor(options: BubblewrapSandboxOptions) {
    this.#options = options;
    this.capabilities = options.capabilities;
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
  };

  readonly collect = async (options?: CollectOptions): Promise<Collection> =>
    await this.#queued(() => this.#files.collect(options));

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= (async () => {
      this.#ended.abort();
      await this.#options.holder.end();
      await this.#queue.settled();
      this.#options.release();
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

  async #run(command: string | readonly string[], options: ExecOptions): Promise<ExecResult> {
    const { limits, env, holder, bwrap } = this.#options;
    const plan: CommandPlan = {
      ...this.#options,
      command,
      cwd: sandboxPath(options.cwd ?? workdir),
      env: { ...env, ...options.env },
    };
    if (options.signal?.aborted === true) return failed("aborted");
    const problem = argumentProblem(command);
    if (problem !== undefined) return { ...failed("exited"), exitCode: 126, stderr: problem };
    const signals = [this.#ended.signal, ...(options.signal === undefined ? [] : [options.signal])];
    const outcome = await holder.run([bwrap, "--args", "3", "--", ...limitedCommand(plan)], {
      stdin: options.stdin,
      input: encodeArguments(commandArguments(plan)),
      wallMs: Math.min(limits.wallMs, options.limits?.wallMs ?? limits.wallMs),
      outputBytes: Math.min(limits.outputBytes, options.limits?.outputBytes ?? limits.outputBytes),
      signal: AbortSignal.any(signals),
    });
    return this.#result(outcome, plan);
  }

  #result(outcome: ProcessOutcome, plan: CommandPlan): ExecResult {
    const said = {
      stdout: outcome.stdout.text(),
      stderr: outcome.stderr.text(),
      milliseconds: outcome.milliseconds,
    };
    if (outcome.killed !== undefined) {
      const stopped = outcome.killed === "aborted" && this.#ended.signal.aborted;
      return { status: stopped ? "killed" : outcome.killed, exitCode: null, ...said };
    }
    const code = /"exit-code": (\d+)/.exec(outcome.report)?.[1];
    if (code === undefined) {
      if (said.stderr.includes("Can't chdir to")) {
        const stderr = `bash: cd: ${plan.cwd}: No such file or directory\n`;
        return { status: "exited", exitCode: 1, ...said, stderr };
      }
      return { status: "sandbox-error", exitCode: null, ...said };
    }
    if (Number(code) === signalBase + cpuSignal) {
      return { status: "timeout", exitCode: null, ...said };
    }
    return { status: "exited", exitCode: Number(code), ...said };
  }
}

function failed(status: ExecResult["status"]): ExecResult {
  return { status, exitCode: null, stdout: "", stderr: "", milliseconds: 0 };
}
