import { posix } from "node:path";

import type { ExecResult, Sandbox } from "@agent-gym/core";

import { type ShellState, unwrapErrors, wrapCommand } from "./shell-state.ts";

/** A command line can't be longer than this, in bytes: what Linux takes as one argument, less ours. */
const maximumCommandBytes = 64_000;

/**
 * Commands one after another that share a current directory and exported variables. A command that
 * ends its shell (`exit`, `exec`, `set -e`, a limit) leaves both as they were before it.
 */
export class Shell {
  readonly #sandbox: Sandbox;
  #state: ShellState | undefined;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** The current directory: an absolute path in the sandbox. */
  get directory(): string {
    return this.#state?.directory ?? this.#sandbox.workdir;
  }

  /** A path as seen from the current directory. */
  resolve(path: string): string {
    return posix.resolve(this.directory, path);
  }

  /** Why a command can't be run at all, in words for its writer; `undefined` when it can. */
  problem(command: string): string | undefined {
    if (command.includes("\0"))
      return "The command holds a NUL character, which no shell can read.";
    if (Buffer.byteLength(command) > maximumCommandBytes) {
      return `The command is longer than ${maximumCommandBytes} bytes: put long texts into files with write_file.`;
    }
    return undefined;
  }

  async run(
    command: string,
    { wallMs, signal }: { readonly wallMs: number; readonly signal: AbortSignal },
  ): Promise<ExecResult> {
    const result = await this.#sandbox.exec(wrapCommand(command, this.#state), {
      limits: { wallMs },
      signal,
    });
    signal.throwIfAborted();
    const { stderr, state } = unwrapErrors(result.stderr);
    if (result.status === "exited" && state !== undefined) this.#state = state;
    return { ...result, stderr };
  }
}
