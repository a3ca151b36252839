import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";

import { SandboxError } from "@agent-gym/core";
import type { Container, Exec } from "dockerode";

import type { KillReason, ProcessOutcome } from "../bubblewrap/run-process.ts";
import { OutputBuffer } from "../output-buffer.ts";
import { Demultiplexer } from "./demultiplexer.ts";
import { dockerReason } from "./docker-errors.ts";
import type { ScriptCall } from "./exec-scripts.ts";

/** User and group of everything that runs: the agent's. */
const agentUser = "1000:1000";

export interface ExecOptions {
  readonly stdin?: string | Uint8Array | undefined;
  /** Wall time, from when the program was started. */
  readonly wallMs: number;
  /** Of each of its two streams; a program that writes more is ended. */
  readonly outputBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Ends the program and what it started. Rejects when that fails: the container is lost then. */
  readonly end: () => Promise<void>;
  /** Called when it runs; returns what is called when it has ended. */
  readonly watch?: (kill: (reason: KillReason, detail: string) => void) => () => void;
}

/** How long a program may take to be started, and after its end to be reported. */
const patienceMs = 60_000;

/**
 * Runs a script in a container as the agent's user.
 *
 * @throws SandboxError `died` when it can't be started, or the container dies under it.
 */
export async function runExec(
  container: Container,
  call: ScriptCall,
  options: ExecOptions,
): Promise<ProcessOutcome> {
  const begun = performance.now();
  const stdout = new OutputBuffer(options.outputBytes);
  const stderr = new OutputBuffer(options.outputBytes);
  const { exec, stream } = await startExec(container, call, {
    stdin: options.stdin !== undefined,
  });
  const closed = new Promise<void>((resolve) => void stream.once("close", resolve));
  const prologue = new Prologue();
  let killed: ProcessOutcome["killed"];
  let ending: Promise<void> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const kill = (reason: KillReason, detail: string): void => {
    if (killed !== undefined) return;
    killed = { reason, detail };
    clearTimeout(timer);
    // Nobody wants the rest. It must not be left unread: the daemon would wait for it to be taken, and
    // report the end of no other program of the container meanwhile.
    if (reason === "output-limit") stream.destroy();
    ending = end();
  };
  const end = async (): Promise<void> => {
    try {
      for (let round = 0; round < 10; round += 1) {
        await options.end();
        await Promise.race([closed, delay(200)]);
        // It may have been missed while it was only being started; or only its input keeps it open.
        if (!(await isRunning(exec))) break;
      }
    } finally {
      stream.destroy();
    }
  };
  const startTimer = (milliseconds: number, expire: () => void): void => {
    clearTimeout(timer);
    if (killed === undefined) timer = setTimeout(expire, milliseconds);
  };
  const demultiplexer = new Demultiplexer((name, chunk) => {
    const data = name === "stdout" ? prologue.strip(chunk) : chunk;
    const buffer = name === "stdout" ? stdout : stderr;
    buffer.push(data);
    if (buffer.full) {
      kill("output-limit", `it wrote more than ${String(options.outputBytes)} bytes`);
    }
  });
  stream.on("data", (chunk: Uint8Array) => {
    const started = prologue.started;
    demultiplexer.push(chunk);
    if (started || !prologue.started) return;
    startTimer(options.wallMs, () =>
      kill("timeout", `it ran for more than ${String(options.wallMs)} ms`),
    );
  });
  const abort = (): void => kill("aborted", "its caller ended it");
  startTimer(patienceMs, () => stream.destroy());
  options.signal?.addEventListener("abort", abort);
  const unwatch = options.watch?.(kill);
  try {
    if (options.signal?.aborted === true) abort();
    if (options.stdin !== undefined) stream.end(options.stdin);
    await closed;
    // What went wrong with it shows in the container.
    await ending?.catch(() => undefined);
  } finally {
    clearTimeout(timer);
    unwatch?.();
    options.signal?.removeEventListener("abort", abort);
  }
  const exitCode = await exitCodeOf(exec, { lenient: killed !== undefined });
  if (!prologue.started && killed === undefined) throw lost(prologue.text);
  return {
    stdout,
    stderr,
    report: "",
    exitCode,
    ...(killed === undefined ? {} : { killed }),
    milliseconds: performance.now() - begun,
  };
}

/**
 * Starts a script in a container as the agent's user.
 *
 * @throws SandboxError `died`.
 */
export async function startExec(
  container: Container,
  call: ScriptCall,
  options: { readonly stdin: boolean },
): Promise<{ readonly exec: Exec; readonly stream: Duplex }> {
  try {
    const exec = await container.exec({
      Cmd: [...call.argv],
      Env: [...call.env],
      User: agentUser,
      WorkingDir: "/",
      AttachStdin: options.stdin,
      AttachStdout: true,
      AttachStderr: true,
    });
    const stream = await exec.start({ hijack: true, stdin: options.stdin });
    // A connection that breaks is one that closes.
    stream.on("error", () => undefined);
    return { exec, stream };
  } catch (error) {
    throw lost(dockerReason(error), error);
  }
}

async function isRunning(exec: Exec): Promise<boolean> {
  return await exec.inspect().then(
    ({ Running }) => Running,
    () => false,
  );
}

/** The exit code of a program whose output has ended, which it may outlive by a moment. */
export async function exitCodeOf(
  exec: Exec,
  { lenient }: { readonly lenient: boolean },
): Promise<number | null> {
  const deadline = performance.now() + patienceMs;
  for (let pause = 1; performance.now() < deadline; pause = Math.min(2 * pause, 200)) {
    try {
      const { Running, ExitCode } = await exec.inspect();
      if (!Running) return ExitCode;
    } catch (error) {
      if (lenient) return null;
      throw lost(dockerReason(error), error);
    }
    await delay(pause);
  }
  if (lenient) return null;
  throw lost("a program in it does not come to an end");
}

/** Takes the empty first line off a program's output; what comes instead is Docker's. */
class Prologue {
  started = false;
  text = "";

  strip(data: Uint8Array): Uint8Array {
    if (this.started) return data;
    if (this.text === "" && data[0] === 10) {
      this.started = true;
      return data.subarray(1);
    }
    if (this.text.length < 4096) this.text += Buffer.from(data).toString();
    return data;
  }
}

function lost(why: string, cause?: unknown): SandboxError {
  const words = why.trim().replaceAll(/\s+/gu, " ").replace(/\.$/u, "");
  return new SandboxError({
    code: "died",
    message: `The sandbox's container has died${words === "" ? "" : `: ${words}`}.`,
    cause,
  });
}
