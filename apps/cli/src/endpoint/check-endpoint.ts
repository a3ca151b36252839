import { type JsonObject, ProviderError, UsageError } from "@agent-gym/core";
import { createChatModel, probeEndpoint } from "@agent-gym/model";

import { countOf } from "../terminal/format-number.ts";
import type { EndpointChoice } from "./choose-endpoint.ts";

/** An endpoint that answers, and the model that it will be asked for. */
export interface CheckedEndpoint {
  readonly model: string;
  /** What a person should know about the choice; absent where there is nothing to say. */
  readonly notice?: string;
}

export interface CheckEndpointOptions {
  /** Absent: the one model that the endpoint lists. */
  readonly model?: string;
  /** What names the model, for messages: `--model`. */
  readonly flag: string;
  /** Whether the endpoint is asked for streams. */
  readonly stream: boolean;
  /** More fields of each request. */
  readonly body: JsonObject;
  readonly api?: "chat" | "responses";
  /** Whether a question of one token may be asked where the list of models does not tell. */
  readonly mayAsk: boolean;
  readonly signal: AbortSignal;
}

const probeMs = 10_000;
const firstAnswerMs = 20_000;
const shownModels = 5;

/**
 * Finds out, before anything is started or written, whether an endpoint can play: by asking which
 * models it has, which costs nothing; and where that does not tell, by a question of one token.
 *
 * @throws UsageError when the model must be named, or the address can't be used.
 * @throws ProviderError when every call would fail.
 */
export async function checkEndpoint(
  choice: EndpointChoice,
  options: CheckEndpointOptions,
): Promise<CheckedEndpoint> {
  const { key } = choice;
  const { status, line, models } = await probeEndpoint(choice.url, {
    ...(key === undefined ? {} : { key }),
    signal: options.signal,
    timeoutMs: probeMs,
  });
  if (status === "unreachable") throw new ProviderError({ code: "connection", message: line });
  if (options.model === undefined) {
    if (status === "needs-key") throw new ProviderError({ code: "authentication", message: line });
    return chooseModel(models, { line, flag: options.flag });
  }
  const { model, mayAsk } = options;
  if (models.includes(model) || !mayAsk) return { model };
  return askOnce(choice, { ...options, model });
}

function chooseModel(
  models: readonly string[],
  { line, flag }: { readonly line: string; readonly flag: string },
): CheckedEndpoint {
  const [only, ...others] = models;
  if (only === undefined) {
    throw new UsageError(`Name the model with ${flag}: the endpoint lists none. ${line}`, {
      code: "missing-model",
    });
  }
  if (others.length === 0) {
    return { model: only, notice: `Taking ${only}, the one model that the endpoint lists.` };
  }
  const more = models.length > shownModels ? `, and ${models.length - shownModels} more` : "";
  throw new UsageError(
    `Name the model with ${flag}: the endpoint lists ${countOf(models.length, "model")}, ${models.slice(0, shownModels).join(", ")}${more}.`,
    { code: "missing-model" },
  );
}

/** Only what must befall every call counts: a server that is slow or busy now is asked again later. */
async function askOnce(
  { url, key }: EndpointChoice,
  { model, stream, body, api, signal }: CheckEndpointOptions & { readonly model: string },
): Promise<CheckedEndpoint> {
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
    await chat.complete({ messages: [{ role: "user", content: "ping" }] }, { signal });
  } catch (error) {
    if (!ProviderError.isInstance(error)) throw error;
    if (error.fatal || error.code === "connection" || error.code === "protocol") throw error;
    if (error.code === "total-timeout") {
      const notice = `The endpoint has not answered a first question within ${firstAnswerMs / 1000} s; its model may still be loading.`;
      return { model, notice };
    }
  }
  return { model };
}
