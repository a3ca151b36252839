import { AgentGymError, EpisodeOverError, ProviderError } from "@agent-gym/core";

/** What an HTTP request is refused with. */
export class HttpFault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * An error as an OpenAI-compatible endpoint tells it. Whatever befalls the model ends the episode, so
 * from then on the status is 410, which no client tries again.
 */
export function httpFaultOf(
  error: unknown,
  isOver: boolean,
): { readonly status: number; readonly body: string } {
  const { status, code, message } = faultOf(error, isOver);
  const type = status < 500 ? "invalid_request_error" : "server_error";
  return { status, body: JSON.stringify({ error: { message, type, param: null, code } }) };
}

function faultOf(error: unknown, isOver: boolean): HttpFault {
  if (error instanceof HttpFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (EpisodeOverError.isInstance(error)) {
    const { ending } = error;
    const why = ending.status === "limit" ? `${ending.status}, ${ending.limit}` : ending.status;
    return new HttpFault(410, "episode_over", `The episode is over: ${why}.`);
  }
  if (ProviderError.isInstance(error)) {
    const code = error.code === "context-length" ? "context_length_exceeded" : error.code;
    if (isOver) return new HttpFault(410, code, message);
    return new HttpFault(
      error.code === "context-length" ? 400 : (error.status ?? 502),
      code,
      message,
    );
  }
  if (AgentGymError.isInstance(error) && error.code === "bad-request") {
    return new HttpFault(400, "invalid_request", message);
  }
  return isOver
    ? new HttpFault(410, "episode_over", message)
    : new HttpFault(500, "error", message);
}
