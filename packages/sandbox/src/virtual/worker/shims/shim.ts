import type { Command, ResolvedCommandContext } from "just-bash";

export type ShimContext = ResolvedCommandContext;

/** What a shim says. `stdout` and `stderr` hold one character per byte where `kind` is `bytes`. */
export interface ShimResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  readonly stdoutKind: "text" | "bytes";
}

/** A fault that ends a command, as it says it: `name: message`. */
export class ShimFault extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Gathers what a command writes. */
export class Output {
  readonly #stdout: string[] = [];
  readonly #stderr: string[] = [];
  readonly #name: string;
  exitCode = 0;
  /** Whether what is written is text, or bytes as one character each. */
  kind: ShimResult["stdoutKind"];

  constructor(name: string, kind: ShimResult["stdoutKind"]) {
    this.#name = name;
    this.kind = kind;
  }

  write(text: string): void {
    this.#stdout.push(text);
  }

  line(text: string): void {
    this.#stdout.push(text, "\n");
  }

  /** A complaint that does not end the command. */
  complain(message: string, exitCode = 1): void {
    this.#stderr.push(`${this.#name}: ${message}\n`);
    this.exitCode = Math.max(this.exitCode, exitCode);
  }

  /** Passes on what another command wrote. */
  relay(result: { readonly stdout: string; readonly stderr: string }): void {
    this.#stdout.push(result.stdout);
    this.#stderr.push(result.stderr);
  }

  get stdout(): string {
    return this.#stdout.join("");
  }

  get stderr(): string {
    return this.#stderr.join("");
  }
}

export type ShimBody = (
  args: readonly string[],
  context: ShimContext,
  output: Output,
) => Promise<void> | void;

/**
 * A command of the virtual shell.
 *
 * @param kind Whether its body writes text, or bytes as one character each.
 */
export function shim(name: string, kind: "text" | "bytes", body: ShimBody): Command {
  return {
    name,
    execute: async (args, context) => {
      const output = new Output(name, kind);
      try {
        await body(args, context, output);
      } catch (error) {
        if (!(error instanceof ShimFault)) throw error;
        output.complain(error.message, error.exitCode);
        output.exitCode = error.exitCode;
      }
      const { stdout, stderr, exitCode } = output;
      return { stdout, stderr, exitCode, stdoutKind: output.kind };
    },
  };
}
