import { spawn } from "node:child_process";
import { once } from "node:events";
import { Readable, Writable } from "node:stream";

import type { SandboxProcess } from "@agent-gym/core";

import { killTree } from "./process-tree.ts";
import type { KillReason } from "./run-process.ts";
import { feedInputs, openGate } from "./run-process.ts";

export interface SpawnOptions {
  /** Run it as this user, without supplementary groups. */
  readonly uid?: number | undefined;
  /** What the process reads from other descriptors: 3, 5. */
  readonly inputs: Readonly<Record<number, Uint8Array>>;
  /** Called when its processes are there and wait. */
  readonly gate?: ((pid: number) => void) | undefined;
  /** Ends the process when it fires. */
  readonly signal: AbortSignal;
  /** Called as soon as it runs; returns what is called when it has ended. */
  readonly watch: (pid: number, kill: (reason: KillReason, detail: string) => void) => () => void;
}

/** A process that runs beside the harness, and why the harness ended it, if it did. */
export interface SpawnedProcess extends SandboxProcess {
  readonly killed: () => { readonly reason: KillReason; readonly detail: string } | undefined;
}

/**
 * Starts a program of the host with an empty environment. Its pipes are sockets, so that no other
 * process can open them by way of `/proc`. What it writes to stderr is thrown away.
 *
 * @throws What `spawn` throws when it can't be started.
 */
export async function spawnProcess(
  command: string,
  argv: readonly string[],
  options: SpawnOptions,
): Promise<SpawnedProcess> {
  const child = spawn(command, argv, {
    cwd: "/",
    env: {},
    // A session of its own: Ctrl-C on the harness's terminal is for the harness, which lets it finish.
    detached: true,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    stdio: ["pipe", "pipe", "ignore", "pipe", "pipe", "pipe", "pipe"],
  });
  for (const stream of child.stdio) stream?.on("error", () => undefined);
  if (options.gate !== undefined) openGate(child, options.gate);
  const exit = Promise.withResolvers<number | null>();
  child.once("exit", (code) => exit.resolve(code));
  await once(child, "spawn");
  const pid = child.pid ?? 0;
  let killed: ReturnType<SpawnedProcess["killed"]>;
  const kill = (reason: KillReason, detail: string): void => {
    killed ??= { reason, detail };
    killTree(child);
  };
  const abort = (): void => kill("killed", "the sandbox was stopped");
  const unwatch = options.watch(pid, kill);
  options.signal.addEventListener("abort", abort);
  const { stdin, stdout } = child;
  feedInputs(child, options.inputs);
  // bwrap's report; nobody reads it, but bwrap would wait for a full pipe.
  (child.stdio[4] as Readable).resume();
  child.once("exit", () => {
    unwatch();
    options.signal.removeEventListener("abort", abort);
    for (const stream of child.stdio) if (stream !== stdout) stream?.destroy();
  });
  if (options.signal.aborted) abort();
  // A program that was left running must not keep the harness from ending.
  child.unref();
  return {
    stdin: Writable.toWeb(stdin as Writable) as WritableStream<Uint8Array>,
    stdout: Readable.toWeb(stdout as Readable) as ReadableStream<Uint8Array>,
    exited: exit.promise,
    killed: () => killed,
    [Symbol.asyncDispose]: async () => {
      kill("killed", "it was disposed of");
      await exit.promise;
    },
  };
}
