import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";

import type { ExecResult } from "@agent-gym/core";

import { OutputBuffer } from "../output-buffer.ts";
import { openPipe } from "./open-pipe.ts";
import type { OpenPipe } from "./open-pipe.ts";
import { killTree } from "./process-tree.ts";

/** Why the harness ended a process. */
export type KillReason = Exclude<ExecResult["status"], "exited" | "sandbox-error">;

export interface ProcessOptions {
  /** Run it as this user, without supplementary groups. */
  readonly uid?: number | undefined;
  readonly stdin?: string | Uint8Array | undefined;
  /** What the process reads from other descriptors: 3, 5. */
  readonly inputs?: Readonly<Record<number, Uint8Array>>;
  /** FIFOs to take its output from, which nobody else has open. Sockets when absent. */
  readonly pipes?: { readonly stdout: string; readonly stderr: string };
  /** Wall time. */
  readonly wallMs: number;
  /** Of each of its two streams; a process that writes more is killed. */
  readonly outputBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Called when its processes are there and wait; they go on as soon as descriptor 6 can be read. */
  readonly gate?: ((pid: number) => void) | undefined;
  /** Called as soon as it runs; returns what is called when it has ended. */
  readonly watch?: (pid: number, kill: (reason: KillReason, detail: string) => void) => () => void;
}

export interface ProcessOutcome {
  readonly stdout: OutputBuffer;
  readonly stderr: OutputBuffer;
  /** What the process wrote to descriptor 4. */
  readonly report: string;
  readonly exitCode: number | null;
  readonly killed?: { readonly reason: KillReason; readonly detail: string };
  readonly milliseconds: number;
}

/** How long a killed process may take to let go of its streams. */
const graceMs = 10_000;

/**
 * Runs a program of the host with an empty environment to its end: exited, or killed with
 * everything below it for a limit or by the caller. Resolves when nobody holds its streams any more.
 *
 * @throws What `spawn` throws when it can't be started.
 */
export async function runProcess(
  command: string,
  argv: readonly string[],
  options: ProcessOptions,
): Promise<ProcessOutcome> {
  const start = performance.now();
  const stdout = new OutputBuffer(options.outputBytes);
  const stderr = new OutputBuffer(options.outputBytes);
  const report = new OutputBuffer(64 * 1024);
  const pipes = [options.pipes?.stdout, options.pipes?.stderr].map((path) =>
    path === undefined ? undefined : openPipe(path),
  );
  let child: ChildProcess;
  try {
    child = spawn(command, argv, {
      cwd: "/",
      env: {},
      // A session of its own: Ctrl-C on the harness's terminal is for the harness, which lets it finish.
      detached: true,
      ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
      stdio: [
        options.stdin === undefined ? "ignore" : "pipe",
        pipes[0]?.writer ?? "pipe",
        pipes[1]?.writer ?? "pipe",
        "pipe",
        "pipe",
        "pipe",
        "pipe",
      ],
    });
  } catch (error) {
    for (const pipe of pipes) pipe?.reader.destroy();
    throw error;
  } finally {
    // The child has its own now; were this one left open, the reader would never see the end.
    for (const pipe of pipes) pipe?.closeWriter();
  }
  const outputs = [pipes[0]?.reader ?? child.stdout, pipes[1]?.reader ?? child.stderr];
  let killed: ProcessOutcome["killed"];
  let unwatch: (() => void) | undefined;
  let grace: NodeJS.Timeout | undefined;
  const letGo = (): void => {
    for (const stream of [...outputs, ...child.stdio]) stream?.destroy();
  };
  const kill = (reason: KillReason, detail: string): void => {
    if (killed !== undefined || child.pid === undefined) return;
    killed = { reason, detail };
    killTree(child);
    grace = setTimeout(letGo, graceMs);
  };
  const keep = (buffer: OutputBuffer) => (chunk: Uint8Array) => {
    buffer.push(chunk);
    if (buffer.full) {
      kill("output-limit", `it wrote more than ${String(options.outputBytes)} bytes`);
    }
  };
  const abort = (): void => kill("aborted", "its caller ended it");
  const timer = setTimeout(
    () => kill("timeout", `it ran for more than ${String(options.wallMs)} ms`),
    options.wallMs,
  );
  outputs[0]?.on("data", keep(stdout));
  outputs[1]?.on("data", keep(stderr));
  child.stdio[4]?.on("data", (chunk: Uint8Array) => report.push(chunk));
  if (options.gate !== undefined) openGate(child, options.gate);
  feed(child.stdin, options.stdin);
  feedInputs(child, options.inputs ?? {});
  try {
    if (child.pid !== undefined) unwatch = options.watch?.(child.pid, kill);
    options.signal?.addEventListener("abort", abort);
    if (options.signal?.aborted === true) abort();
    await Promise.all([once(child, "close"), ...pipes.map(async (pipe) => await closed(pipe))]);
  } catch (error) {
    letGo();
    throw error;
  } finally {
    clearTimeout(timer);
    clearTimeout(grace);
    unwatch?.();
    options.signal?.removeEventListener("abort", abort);
  }
  return {
    stdout,
    stderr,
    report: report.text(),
    exitCode: child.exitCode,
    ...(killed === undefined ? {} : { killed }),
    milliseconds: performance.now() - start,
  };
}

/** Writes what a process reads from other descriptors than its first three, and closes the rest. */
export function feedInputs(
  child: ChildProcess,
  inputs: Readonly<Record<number, Uint8Array>>,
): void {
  feed(child.stdio[3] as Writable, inputs[3]);
  feed(latchOf(child, 5), inputs[5]);
}

// The types know only the first five.
function latchOf(child: ChildProcess, descriptor: number): Writable {
  return (child.stdio as readonly unknown[])[descriptor] as Writable;
}

/**
 * Lets bwrap's child go on once something was done with its processes: bwrap reports on descriptor 4
 * when the child is there, and the child waits for descriptor 6.
 */
export function openGate(child: ChildProcess, gate: (pid: number) => void): void {
  const latch = latchOf(child, 6);
  latch.on("error", () => undefined);
  child.stdio[4]?.once("data", () => {
    if (child.pid !== undefined) gate(child.pid);
    latch.end("x");
  });
}

function feed(stream: Writable | null, data: string | Uint8Array | undefined): void {
  // A program need not read what it is given: a closed pipe is no error.
  stream?.on("error", () => undefined);
  stream?.end(data);
}

async function closed(pipe: OpenPipe | undefined): Promise<void> {
  const reader: Readable | undefined = pipe?.reader;
  if (reader !== undefined && !reader.closed) await once(reader, "close");
}
