import type { JsonObject } from "@agent-gym/core";

import type { AnswerHeaders } from "../limiter/read-quota.ts";

/** The head of an answer, and its body to be read. */
export interface TransportAnswer {
  /** Without its parameters, in lower case; `""` when the server named none. */
  readonly contentType: string;
  /**
   * Rejects with a ProviderError when the connection breaks or the answer grows too large, and with
   * the signal's reason when aborted. Leaving it early closes the connection.
   */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Carries one request to the endpoint: knows connections and statuses, and nothing of chats. */
export interface Transport extends AsyncDisposable {
  /**
   * @throws ProviderError when no connection comes about, or the status is no success.
   * @throws the signal's reason when aborted.
   */
  readonly post: (
    path: string,
    body: JsonObject,
    options: {
      readonly signal: AbortSignal;
      /** Called with the headers of any answer, good or not. */
      readonly onHeaders: (headers: AnswerHeaders) => void;
    },
  ) => Promise<TransportAnswer>;
}
