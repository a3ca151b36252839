import { type JsonObject, ProviderError } from "@agent-gym/core";
import { createChatModel } from "@agent-gym/model";

import type { EndpointChoice } from "./choose-endpoint.ts";

export interface AskOneTokenOptions {
  readonly model: string;
  /** Whether the endpoint is asked for a stream. Default: no. */
  readonly stream?: boolean;
  /** More fields of the request. */
  readonly body?: JsonObject;
  readonly api?: "chat" | "responses";
  readonly signal?: AbortSignal;
}

/** How long an endpoint has for its one token; its model may have to be loaded first. */
export const firstAnswerMs = 20_000;

/**
 * Asks a model for one token, once: that is as little as shows whether key, name and endpoint are good.
 *
 * @returns what went wrong; `undefined` when it answered.
 * @throws the signal's reason when aborted, and UsageError for an address or a key that can't be used.
 */
export async function askOneToken(
  { url, key }: Pick<EndpointChoice, "url" | "key">,
  { model, stream = false, body = {}, api, signal }: AskOneTokenOptions,
): Promise<ProviderError | undefined> {
  await using chat = createChatModel({
    url,
    model,
    ...(key === undefined ? {} : { key }),
    stream,
    body,
    ...(api === undefined ? {} : { api }),
    sampling: { max_tokens: 1 },
    retries: 0,
    timeouts: { totalMs: firstAnswerMs },
  });
  try {
    const abort = signal ?? new AbortController().signal;
    await chat.complete({ messages: [{ role: "user", content: "ping" }] }, { signal: abort });
    return undefined;
  } catch (error) {
    if (ProviderError.isInstance(error)) return error;
    throw error;
  }
}

/** Whether what kept an endpoint from its one token says no more than that it is busy now. */
export function isBusy({ code }: ProviderError): boolean {
  return code === "rate-limit" || code === "overloaded";
}
