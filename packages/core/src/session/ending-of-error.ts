import type { Boundary, Ending } from "../environment/ending.ts";
import { AgentGymError } from "../errors/agent-gym-error.ts";
import { crashMessage } from "../errors/crash-message.ts";
import { errorMessage } from "../errors/error-message.ts";
import { ProviderError } from "../errors/provider-error.ts";

/**
 * The ending that an error means. An error that names its boundary keeps it; any other is the fault
 * of where it came out, and its message says from which line. A prompt that has outgrown the model's context is a limit, no error; a call
 * that the run has no money for cancels the episode.
 */
export function endingOfError(error: unknown, boundary: Boundary): Ending {
  const message = errorMessage(error);
  if (ProviderError.isInstance(error)) {
    if (error.code === "context-length") return { status: "limit", limit: "context", message };
    if (error.code === "budget") return { status: "cancelled" };
  }
  if (AgentGymError.isInstance(error)) {
    return { status: "error", boundary: error.boundary ?? boundary, code: error.code, message };
  }
  return { status: "error", boundary, code: "crash", message: crashMessage(error) };
}
