import { type Interpreter, type Sandbox, SandboxError } from "@agent-gym/core";

import type { CellResult } from "../../cells/cells.ts";
import { pythonLiteral } from "./python-literal.ts";

/** What the solution answered: plain text of its own, to be read as data by the tests. */
export type SolutionAnswer =
  | { readonly value: string }
  | { readonly stdout: string }
  | { readonly error: string; readonly message?: string };

/** The agent's program in a sandbox of its own. It knows nothing of the tests but its arguments. */
export class SolutionProcess {
  readonly #interpreter: Interpreter;

  private constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  static async start(sandbox: Sandbox, signal: AbortSignal): Promise<SolutionProcess> {
    const interpreter = await sandbox.interpreter?.("python", { signal });
    if (interpreter === undefined) {
      throw new SandboxError({
        code: "refused",
        message: `The ${sandbox.kind} sandbox has no Python that keeps its variables: hidden tests need one.`,
      });
    }
    return new SolutionProcess(interpreter);
  }

  /** Calls something that the module defines. */
  async call(expression: string, options: CallOptions): Promise<SolutionAnswer> {
    const result = await this.#interpreter.run(`import solution\nsolution.${expression}`, options);
    return failure(result) ?? { value: result.value ?? "None" };
  }

  /** Runs it as a program, from its beginning. */
  async program(stdin: string, options: CallOptions): Promise<SolutionAnswer> {
    const code = [
      "import io, runpy, sys",
      `sys.stdin = io.StringIO(${pythonLiteral(stdin)})`,
      'none = runpy.run_path("solution.py", run_name="__main__")',
    ].join("\n");
    const result = await this.#interpreter.run(code, options);
    return failure(result) ?? { stdout: result.stdout };
  }
}

interface CallOptions {
  readonly wallMs: number;
  readonly signal: AbortSignal;
}

/** @throws SandboxError when it was the sandbox that failed. */
function failure(result: CellResult): SolutionAnswer | undefined {
  switch (result.status) {
    case "exited": {
      if (result.exitCode === 0) return undefined;
      const last = result.stderr.trimEnd().split("\n").at(-1) ?? "";
      const [, error, message] = /^(?:[\w.]*\.)?(\w+)(?:: (.*))?$/s.exec(last) ?? [];
      if (error === undefined) return { error: "SystemExit", message: `exit ${result.exitCode}` };
      return message === undefined ? { error } : { error, message };
    }
    case "timeout":
      return { error: "TimeoutError", message: "it took too long" };
    case "oom":
      return { error: "MemoryError" };
    case "sandbox-error":
      throw new SandboxError({
        code: "died",
        message: `The sandbox of the solution failed: ${result.detail ?? "it gave no reason"}`,
      });
    default:
      return { error: "RuntimeError", message: result.detail ?? result.status };
  }
}
