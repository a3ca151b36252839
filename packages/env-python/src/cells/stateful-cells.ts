import { type Interpreter, type Sandbox, SandboxError } from "@agent-gym/core";

import type { Cells } from "./cells.ts";

/**
 * Cells that share their variables.
 *
 * @throws SandboxError when the sandbox has no interpreter, or it does not start.
 */
export async function statefulCells(
  sandbox: Sandbox,
  { signal }: { readonly signal: AbortSignal },
): Promise<Cells> {
  const interpreter: Interpreter | undefined = await sandbox.interpreter?.("python", { signal });
  if (interpreter === undefined) {
    throw new SandboxError({
      code: "refused",
      message: `The ${sandbox.kind} sandbox has no Python that keeps its variables: choose another, or make the environment stateless.`,
    });
  }
  return { run: async (code, options) => await interpreter.run(code, options) };
}
