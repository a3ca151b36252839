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

import { sandboxPath, workdir } from "../files/sandbox-path.ts";
import { SerialQueue } from "../serial-queue.ts";
import type { FileChanges } from "../virtual/worker/protocol.ts";
import type { WorkspaceMirror } from "../virtual/workspace-mirror.ts";
import type { ChildRequest, RunReply } from "./child/child-protocol.ts";
import { parsePythonCommand } from "./parse-python-command.ts";
import type { PyodideChild } from "./pyodide-child.ts";

export interface PyodideSandboxOptions {
  readonly mirror: WorkspaceMirror;
  readonly capabilities: readonly Capability[];
  readonly limits: SandboxLimits;
  readonly env: Readonly<Record<string, string>>;
  /** A fresh child, which is then the sandbox's own. */
  readonly takeChild: () => Promise<PyodideChild>;
}

type CellResult = Awaited<ReturnType<Interpreter["run"]>>;
type RunRequest = Extract<ChildRequest, { type: "cell" | "program" }>;

/** How long code may go on behind an interrupt before its process is killed. */
const graceMs = 1_500;

/**
 * A sandbox that only runs Python, in WebAssembly, in a process of its own. Its files lie in that
 * process, and a copy of them with the harness, which outlives it.
 */
export class PyodideSandbox implements Sandbox {
  readonly id: string = randomUUID();
  readonly kind = "pyodide";
  readonly workdir: string = workdir;
  readonly capabilities: readonly Capability[];
  readonly files: SandboxFiles;
  readonly #options: PyodideSandboxOptions;
  readonly #mirror: WorkspaceMirror;
  readonly #queue = new SerialQueue();
  readonly #ended = new AbortController();
  /** Where cells run. */
  #child: PyodideChild | undefined;
  /** Whether the last result said already that variables are gone. */
  #isLossTold = false;
  #disposed: Promise<void> | undefined;

  constructor(options: PyodideSandboxOptions) {
    this.#options = options;
    this.#mirror = options.mirror;
    this.capabilities = options.capabilities;
    this.files = {
      read: async (path) => await this.#queued(async () => this.#mirror.read(path)),
      write: async (path, data, how) =>
        await this.#queued(async () => this.#change(this.#mirror.write(path, data, how?.mode))),
      writeAll: async (files) =>
        await this.#queued(async () => this.#change(this.#mirror.writeAll(files))),
      list: async (path) => await this.#queued(async () => this.#mirror.list(path)),
    };
  }

  /** Runs `python3` with a program, in a fresh process each time; there is nothing else to run. */
  readonly exec = async (
    command: string | readonly string[],
    options: ExecOptions = {},
  ): Promise<ExecResult> =>
    await this.#queued(async () => {
      this.#assertNotStopped();
      return await this.#exec(command, options);
    });

  readonly interpreter = async (
    _language: "python",
    options: { readonly signal?: AbortSignal } = {},
  ): Promise<Interpreter> => {
    await this.#queued(async () => {
      this.#assertNotStopped();
      options.signal?.throwIfAborted();
      await this.#cellChild();
    });
    return {
      run: async (code, how = {}) => await this.#queued(async () => await this.#cell(code, how)),
      [Symbol.asyncDispose]: async () => {
        await this.#child?.end();
        this.#child = undefined;
      },
    };
  };

  readonly stop = async (): Promise<void> => {
    this.#assertUsable();
    this.#ended.abort();
    await this.#queue.settled();
    await this.#child?.end();
    this.#child = undefined;
  };

  readonly collect = async (options?: CollectOptions): Promise<Collection> =>
    await this.#queued(async () => this.#mirror.collect(options));

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= (async () => {
      this.#ended.abort();
      await this.#queue.settled();
      await this.#child?.end();
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

  async #change(changes: FileChanges): Promise<void> {
    this.#child?.post({ type: "change", changes });
  }

  async #startChild(env: Readonly<Record<string, string>> = {}): Promise<PyodideChild> {
    const child = await this.#options.takeChild();
    child.post({
      type: "start",
      changes: { entries: this.#mirror.entries(), removed: [] },
      env: { ...this.#options.env, ...env },
    });
    return child;
  }

  async #cellChild(): Promise<PyodideChild> {
    if (this.#child?.failure !== undefined) this.#child = undefined;
    return (this.#child ??= await this.#startChild());
  }

  async #cell(
    code: string,
    options: { readonly signal?: AbortSignal; readonly wallMs?: number },
  ): Promise<CellResult> {
    this.#assertNotStopped();
    const { limits } = this.#options;
    const wallMs = Math.min(limits.wallMs, options.wallMs ?? limits.wallMs);
    if (options.signal?.aborted === true) return { ...failed("aborted"), milliseconds: 0 };
    const lost = this.#child?.failure !== undefined && !this.#isLossTold;
    this.#isLossTold = false;
    const child = await this.#cellChild();
    const request = { type: "cell", code, wallMs, outputBytes: limits.outputBytes } as const;
    const result = await this.#run(child, request, options.signal);
    this.#isLossTold = result.stateLost === true;
    return lost ? { ...result, stateLost: true } : result;
  }

  async #exec(command: string | readonly string[], options: ExecOptions): Promise<ExecResult> {
    const { limits } = this.#options;
    const stdin = stdinBytes(options.stdin);
    const cwd = sandboxPath(options.cwd ?? workdir);
    const parsed = parsePythonCommand(command, {
      cwd,
      stdin: new TextDecoder().decode(stdin),
      read: (path) => new TextDecoder().decode(this.#mirror.read(path)),
    });
    if (options.signal?.aborted === true) return { ...failed("aborted"), milliseconds: 0 };
    if (!("program" in parsed)) {
      const { exitCode, message } = parsed;
      return { status: "exited", exitCode, stdout: "", stderr: message, milliseconds: 0 };
    }
    const child = await this.#startChild(options.env);
    try {
      const {
        value: _,
        stateLost: __,
        ...result
      } = await this.#run(
        child,
        {
          type: "program",
          program: {
            ...parsed.program,
            cwd,
            stdin: parsed.program.name === "<stdin>" ? new Uint8Array() : stdin,
          },
          wallMs: Math.min(limits.wallMs, options.limits?.wallMs ?? limits.wallMs),
          outputBytes: Math.min(
            limits.outputBytes,
            options.limits?.outputBytes ?? limits.outputBytes,
          ),
        },
        options.signal,
        (changes) => this.#child?.post({ type: "change", changes }),
      );
      return result;
    } finally {
      await child.end();
    }
  }

  async #run(
    child: PyodideChild,
    request: RunRequest,
    signal: AbortSignal | undefined,
    onChanges: (changes: FileChanges) => void = () => undefined,
  ): Promise<CellResult> {
    const start = performance.now();
    let killed: ExecResult["status"] | undefined;
    const kill = (status: ExecResult["status"]): void => {
      killed ??= status;
      void child.end();
    };
    const abort = (): void => kill("aborted");
    const stop = (): void => kill("killed");
    const timer = setTimeout(() => kill("timeout"), request.wallMs + graceMs);
    signal?.addEventListener("abort", abort);
    this.#ended.signal.addEventListener("abort", stop);
    const timed = (rest: Omit<CellResult, "milliseconds">): CellResult => ({
      ...rest,
      milliseconds: performance.now() - start,
    });
    try {
      if (this.#ended.signal.aborted) stop();
      const reply = await child.ask(request);
      if (reply.type !== "result") return timed(failed("sandbox-error"));
      this.#mirror.apply(reply.changes);
      onChanges(reply.changes);
      return timed(asResult(reply, request));
    } catch (error) {
      if (!SandboxError.isInstance(error)) throw error;
      const status = killed ?? endOf(child);
      const detail = status === "timeout" ? tooLong(request) : error.message;
      return timed({ ...failed(status), detail, stateLost: true });
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
      this.#ended.signal.removeEventListener("abort", stop);
    }
  }
}

/** How a process ended that nobody waited so long for. */
function endOf({ killedFor, failure }: PyodideChild): ExecResult["status"] {
  if (killedFor === "oom") return "oom";
  // It ends itself when an interrupt does not help.
  return failure?.message.includes("ended with 86") === true ? "timeout" : "killed";
}

function asResult(reply: RunReply, request: RunRequest): Omit<CellResult, "milliseconds"> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const text = (bytes: Uint8Array): string => decoder.decode(bytes, { stream: reply.full });
  const said = {
    stdout: text(reply.stdout),
    stderr: new TextDecoder("utf-8", { ignoreBOM: true }).decode(reply.stderr),
  };
  if (reply.full) {
    return { status: "output-limit", exitCode: null, ...said, detail: "it wrote more than it may" };
  }
  if (reply.interrupted && reply.code !== 0) {
    return { status: "timeout", exitCode: null, ...said, detail: tooLong(request) };
  }
  return {
    status: "exited",
    exitCode: reply.code,
    ...said,
    ...(reply.value === undefined ? {} : { value: reply.value }),
  };
}

function tooLong({ wallMs }: RunRequest): string {
  return `it ran for more than ${String(wallMs)} ms`;
}

function stdinBytes(stdin: string | Uint8Array | undefined): Uint8Array {
  return typeof stdin === "string" ? new TextEncoder().encode(stdin) : (stdin ?? new Uint8Array());
}

function failed(status: ExecResult["status"]): Omit<ExecResult, "milliseconds"> {
  return { status, exitCode: null, stdout: "", stderr: "" };
}
