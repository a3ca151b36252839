import { spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { Readable, Writable } from "node:stream";

import type { TrustedServer } from "../mcp-server.ts";
import type { PipedProgram } from "./pipe-transport.ts";

/** How long a server may take to go when its input has ended, in milliseconds. */
const goodbyeMs = 1_000;

/**
 * Starts a program of this machine in a process group of its own, with the given environment alone.
 * What it writes to stderr is thrown away.
 */
export async function startTrusted(server: TrustedServer): Promise<PipedProgram> {
  const { command, args = [], env = {}, cwd = tmpdir() } = server;
  const child = spawn(command, args, {
    cwd,
    env: { ...env },
    stdio: ["pipe", "pipe", "ignore"],
    detached: true,
  });
  for (const stream of [child.stdin, child.stdout]) stream.on("error", () => {});
  await once(child, "spawn");
  const gone = once(child, "exit");
  const kill = (): void => {
    try {
      // The whole group: what the server has started as well.
      process.kill(-(child.pid as number), "SIGKILL");
    } catch {
      // There is nobody left.
    }
  };
  return {
    stdin: Writable.toWeb(child.stdin) as WritableStream<Uint8Array>,
    stdout: Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
    end: async () => {
      child.stdin.end();
      const timer = setTimeout(kill, goodbyeMs);
      if (child.exitCode === null && child.signalCode === null) await gone;
      clearTimeout(timer);
      kill();
    },
  };
}
