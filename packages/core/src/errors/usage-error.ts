import { AgentGymError, type AgentGymErrorOptions, isErrorOfKind } from "./agent-gym-error.ts";

/**
 * The person who asked must change something: a flag, a file, an option, a name. The message is the
 * one line to show; nothing was started or written.
 */
export class UsageError extends AgentGymError {
  static override readonly kind: string = "UsageError";

  constructor(message: string, options: Partial<Omit<AgentGymErrorOptions, "message">> = {}) {
    super({ code: "usage", ...options, message });
  }

  static override isInstance(this: void, value: unknown): value is UsageError {
    return isErrorOfKind(value, UsageError.kind);
  }
}
