import type { ExecResult, Interpreter, SandboxLimits } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";

import { SerialQueue } from "../serial-queue.ts";
import { type DriverHost, DriverGone, DriverProcess, type RunningCell } from "./driver-process.ts";
import type { DriverReply } from "./driver-protocol.ts";
import { driverSource } from "./driver-source.ts";

export interface PythonInterpreterOptions {
  /** Starts a program in the sandbox, beside its commands. */
  readonly spawn: (argv: readonly string[], signal?: AbortSignal) => Promise<DriverHost>;
  readonly limits: Pick<SandboxLimits, "wallMs" | "outputBytes">;
  /** The interpreter's program; `python3` when absent. */
  readonly program?: string;
  readonly signal?: AbortSignal | undefined;
}

type CellResult = Awaited<ReturnType<Interpreter["run"]>>;

/** How long an interrupted cell may take to stop before its process is killed. */
const graceMs = 1_000;
/** How long the driver may take to kill it before it is killed itself. */
const killMs = 2_000;

/** Equal runs print equal things: sets in one order, and nothing beside the cells' own files. */
const environment = [
  "PYTHONHASHSEED=0",
  "PYTHONDONTWRITEBYTECODE=1",
  "MPLBACKEND=Agg",
  "MPLCONFIGDIR=/tmp/matplotlib",
  "OPENBLAS_NUM_THREADS=1",
  "OMP_NUM_THREADS=1",
];

/**
 * CPython with variables that live from cell to cell, in any sandbox that can `spawn`. A cell that
 * takes too long is interrupted, and its variables are kept; one that can't be is killed, and the
 * result says `stateLost`. Cells queue.
 */
export class PythonInterpreter implements Interpreter {
  readonly #options: PythonInterpreterOptions;
  readonly #queue = new SerialQueue();
  #driver: DriverProcess;
  #disposed: Promise<void> | undefined;
  /** The process ended, and no result has said so yet. */
  #lost = false;
  #isLossTold = false;

  private constructor(options: PythonInterpreterOptions, driver: DriverProcess) {
    this.#options = options;
    this.#driver = driver;
  }

  /** @throws SandboxError `died` when Python does not start. */
  static async start(options: PythonInterpreterOptions): Promise<PythonInterpreter> {
    return new PythonInterpreter(options, await startDriver(options, options.signal));
  }

  readonly run: Interpreter["run"] = async (code, options = {}) => {
    this.#assertUsable();
    return await this.#queue.run(async () => {
      this.#assertUsable();
      return await this.#run(code, options);
    });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed ??= (async () => {
      await this.#driver[Symbol.asyncDispose]();
      await this.#queue.settled();
    })();
    await this.#disposed;
  }

  #assertUsable(): void {
    if (this.#disposed !== undefined) {
      throw new SandboxError({ code: "disposed", message: "The interpreter is disposed of." });
    }
  }

  async #run(
    code: string,
    options: { readonly signal?: AbortSignal; readonly wallMs?: number },
  ): Promise<CellResult> {
    if (options.signal?.aborted === true) return result("aborted", 0);
    if (!this.#driver.alive) {
      this.#lost = !this.#isLossTold;
      this.#isLossTold = false;
      this.#driver = await startDriver(this.#options, options.signal);
    }
    const { limits } = this.#options;
    const wallMs = Math.min(limits.wallMs, options.wallMs ?? limits.wallMs);
    const start = performance.now();
    const cell = this.#driver.run(code, limits.outputBytes);
    const watch = new CellWatch(cell, { wallMs, signal: options.signal, driver: this.#driver });
    try {
      const reply = await cell.reply;
      return this.#finish(outcome(reply, watch, wallMs, performance.now() - start));
    } catch (error) {
      if (!(error instanceof DriverGone)) throw error;
      this.#assertUsable();
      const killed = this.#driver.process.killed?.();
      await this.#driver[Symbol.asyncDispose]();
      const status = watch.reason ?? statusOf(killed?.reason);
      const detail = watch.reason === undefined ? error.message : watch.detail(wallMs);
      this.#isLossTold = true;
      this.#lost = false;
      return { ...result(status, performance.now() - start), stateLost: true, detail };
    } finally {
      watch.stop();
    }
  }

  #finish(found: CellResult): CellResult {
    const lost = this.#lost;
    this.#lost = false;
    return lost ? { ...found, stateLost: true } : found;
  }
}

async function startDriver(
  options: PythonInterpreterOptions,
  signal: AbortSignal | undefined,
): Promise<DriverProcess> {
  const python = [options.program ?? "python3", "-s", "-X", "utf8", "-c", driverSource];
  const process = await options.spawn(["env", ...environment, ...python], signal);
  return await DriverProcess.start(process, { outputBytes: options.limits.outputBytes, signal });
}

/** Interrupts a cell when its time is up or its caller gives up, then kills it, then its driver. */
class CellWatch {
  reason: "timeout" | "aborted" | undefined;
  readonly #cell: RunningCell;
  readonly #driver: DriverProcess;
  readonly #signal: AbortSignal | undefined;
  readonly #abort = (): void => this.#stopCell("aborted");
  #timer: NodeJS.Timeout;

  constructor(
    cell: RunningCell,
    options: {
      readonly wallMs: number;
      readonly signal: AbortSignal | undefined;
      readonly driver: DriverProcess;
    },
  ) {
    this.#cell = cell;
    this.#driver = options.driver;
    this.#signal = options.signal;
    this.#timer = setTimeout(() => this.#stopCell("timeout"), options.wallMs);
    this.#signal?.addEventListener("abort", this.#abort);
    if (this.#signal?.aborted === true) this.#abort();
  }

  detail(wallMs: number): string {
    return this.reason === "aborted"
      ? "its caller ended it"
      : `it ran for more than ${String(wallMs)} ms`;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#abort);
  }

  #stopCell(reason: "timeout" | "aborted"): void {
    if (this.reason !== undefined) return;
    this.reason = reason;
    clearTimeout(this.#timer);
    this.#cell.interrupt();
    this.#timer = setTimeout(() => {
      this.#cell.kill();
      this.#timer = setTimeout(() => void this.#driver[Symbol.asyncDispose](), killMs);
    }, graceMs);
  }
}

function outcome(
  reply: DriverReply,
  watch: CellWatch,
  wallMs: number,
  milliseconds: number,
): CellResult {
  const said = { stdout: reply.stdout, stderr: reply.stderr, milliseconds };
  const lost = reply.code === undefined ? { stateLost: true } : {};
  if (watch.reason !== undefined && (reply.code === undefined || wasInterrupted(reply))) {
    return { status: watch.reason, exitCode: null, ...said, ...lost, detail: watch.detail(wallMs) };
  }
  if (reply.full) {
    const detail = "it wrote more than it may";
    return { status: "output-limit", exitCode: null, ...said, ...lost, detail };
  }
  if (reply.code === undefined) {
    const how =
      reply.signal === undefined
        ? `ended with ${reply.exit}`
        : `was killed by signal ${reply.signal}`;
    return { status: "killed", exitCode: null, ...said, ...lost, detail: `Python ${how}` };
  }
  return {
    status: "exited",
    exitCode: reply.code,
    ...said,
    ...(reply.value === undefined ? {} : { value: reply.value }),
  };
}

// A cell may have come to its end just when it was interrupted.
function wasInterrupted({ code, stderr }: DriverReply): boolean {
  return code !== 0 && /(?:^|\n)KeyboardInterrupt\b[^\n]*\n?$/.test(stderr);
}

function statusOf(reason: string | undefined): ExecResult["status"] {
  return reason === "oom" || reason === "process-limit" || reason === "timeout" ? reason : "killed";
}

function result(status: ExecResult["status"], milliseconds: number): CellResult {
  return { status, exitCode: null, stdout: "", stderr: "", milliseconds };
}
