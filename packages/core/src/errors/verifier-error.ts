import type { Json } from "../json/json.ts";
import { AgentGymError, isErrorOfKind } from "./agent-gym-error.ts";

/**
 * A verifier crashed, hung or said nothing usable: the episode is unscored, never a zero. `details`
 * go into the verdict (its stderr, its exit code).
 */
export class VerifierError extends AgentGymError {
  static override readonly kind: string = "VerifierError";
  /** What the verdict's `details` become; `null` when nothing was given. */
  readonly details: Json;

  constructor(
    message: string,
    options: { readonly details?: Json; readonly cause?: unknown } = {},
  ) {
    super({ code: "verifier", message, cause: options.cause, boundary: "verifier" });
    this.details = options.details ?? null;
  }

  static override isInstance(this: void, value: unknown): value is VerifierError {
    return isErrorOfKind(value, VerifierError.kind);
  }
}
