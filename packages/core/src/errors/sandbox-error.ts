import { AgentGymError, isErrorOfKind } from "./agent-gym-error.ts";

/**
 * A sandbox itself failed: it did not start, died, or can't enforce what was asked. A command that
 * fails inside one is no error but a result.
 */
export class SandboxError extends AgentGymError {
  static override readonly kind: string = "SandboxError";

  constructor(options: {
    readonly code: "unavailable" | "refused" | "died" | "disposed" | "limit" | "missing-package";
    readonly message: string;
    readonly cause?: unknown;
  }) {
    super({ ...options, boundary: "sandbox" });
  }

  static override isInstance(this: void, value: unknown): value is SandboxError {
    return isErrorOfKind(value, SandboxError.kind);
  }
}
