import { EventEmitter } from "node:events";
import { Writable } from "node:stream";

import { main } from "../src/cli.ts";
import type { TerminalStream } from "../src/command-context.ts";

/** A stream that keeps what is written to it. */
export class Collector extends Writable implements TerminalStream {
  text = "";
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;

  constructor({ isTTY = false, columns = 100, rows = 24 } = {}) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
    this.rows = rows;
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString("utf8");
    done();
  }
}

/** Runs `main` in this process; its signals are whatever `signals` says. */
export async function runMain(
  args: readonly string[],
  {
    cwd,
    env = {},
    signals = new EventEmitter(),
    stdout = new Collector(),
    stderr = new Collector(),
  }: {
    readonly cwd: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly signals?: EventEmitter;
    readonly stdout?: Collector;
    readonly stderr?: Collector;
  },
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const code = await main(args, { stdout, stderr, env, cwd, signals, program: "agent-gym" });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
