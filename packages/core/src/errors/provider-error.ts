import { AgentGymError, isErrorOfKind } from "./agent-gym-error.ts";

/**
 * What went wrong with a model's endpoint; decides whether a retry can help. Two are not what they
 * seem: `context-cut` is an answer to a prompt that the endpoint had silently shortened, and
 * `budget` is no fault of the endpoint: what the run may spend has no room for the call, which was
 * not sent. It ends an episode as cancelled, to be played when there is money for it.
 */
export type ProviderErrorCode =
  | "connection"
  | "connect-timeout"
  | "first-token-timeout"
  | "idle-timeout"
  | "total-timeout"
  | "incomplete-stream"
  | "rate-limit"
  | "overloaded"
  | "server"
  | "protocol"
  | "context-length"
  | "context-cut"
  | "bad-request"
  | "content-filter"
  | "not-found"
  | "authentication"
  | "payment"
  | "budget"
  | "replay";

const retryable: ReadonlySet<ProviderErrorCode> = new Set([
  "connection",
  "connect-timeout",
  "first-token-timeout",
  "idle-timeout",
  "total-timeout",
  "incomplete-stream",
  "rate-limit",
  "overloaded",
  "server",
  "protocol",
]);

const fatal: ReadonlySet<ProviderErrorCode> = new Set([
  "authentication",
  "payment",
  "budget",
  "not-found",
]);

/** A model's endpoint did not give a usable answer. The message never holds a key. */
export class ProviderError extends AgentGymError {
  static override readonly kind: string = "ProviderError";
  declare readonly code: ProviderErrorCode;
  /** The HTTP status, if an answer came. */
  readonly status: number | undefined;
  /** How long the server asked to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(options: {
    readonly code: ProviderErrorCode;
    readonly message: string;
    readonly status?: number;
    readonly retryAfterMs?: number;
    readonly cause?: unknown;
  }) {
    super({ ...options, boundary: "provider" });
    this.status = options.status;
    this.retryAfterMs = options.retryAfterMs;
  }

  /** Whether the same request may succeed if sent again. */
  get retryable(): boolean {
    return retryable.has(this.code);
  }

  /** Whether every other request to this endpoint must fail alike: the key, the account, the budget, the model. */
  get fatal(): boolean {
    return fatal.has(this.code);
  }

  static override isInstance(this: void, value: unknown): value is ProviderError {
    return isErrorOfKind(value, ProviderError.kind);
  }
}
