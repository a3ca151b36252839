import { ProviderError, UsageError } from "@agent-gym/core";
import type { ChatOptions, ChatRequest, ChatResult } from "@agent-gym/core";

import { askEndpoint, unlimitedAnswer } from "./attempt/ask-endpoint.ts";
import type { EndpointUse } from "./attempt/ask-endpoint.ts";
import { withRetries } from "./attempt/with-retries.ts";
import { hasAnswerLimit } from "./budget/cost-bound.ts";
import { checkPriced, modelPrices } from "./budget/model-prices.ts";
import type { CacheableModel } from "./cache/cache-request.ts";
import { defaultChatTimeouts } from "./chat-model-options.ts";
import type { ChatModelOptions } from "./chat-model-options.ts";
import { ContextWatch } from "./context/context-watch.ts";
import { readEndpointAddress } from "./endpoint/endpoint-address.ts";
import { readKey } from "./endpoint/read-key.ts";
import { createRequestMask } from "./endpoint/secret-mask.ts";
import { callPriority } from "./limiter/call-priority.ts";
import type { CallSlot } from "./limiter/call-slot.ts";
import { RateLimiter } from "./limiter/rate-limiter.ts";
import { AbortGuard } from "./transport/abort-guard.ts";
import type { FailureContext } from "./transport/provider-failure.ts";
import type { Transport } from "./transport/transport.ts";
import { chatApi } from "./wire/chat-api.ts";
import { estimatePromptTokens } from "./wire/estimate-tokens.ts";
import { countField } from "./wire/read-field.ts";
import { createResponsesApi } from "./wire/responses/responses-api.ts";
import { ServerHabits } from "./wire/server-habits.ts";
import type { WireSettings } from "./wire/wire-api.ts";

const defaultRetries = 4;
const defaultMaxResponseBytes = 64 * 1024 * 1024;

/**
 * A chat model over an OpenAI-compatible endpoint. It holds connections: dispose of it when done,
 * which ends the calls that are under way with a UsageError.
 *
 * Nothing is sent before the first call, and the HTTP client is loaded with it.
 *
 * @throws UsageError for an option that can't be used.
 */
export function createChatModel(options: ChatModelOptions): CacheableModel & AsyncDisposable {
  const { model, retries = defaultRetries, connections, budget } = options;
  check(options);
  const address = readEndpointAddress(options.url);
  const key = readKey(options.key);
  const { headers = {} } = options;
  const timeouts = { ...defaultChatTimeouts, ...options.timeouts };
  const failure: FailureContext = {
    endpoint: address.base,
    hasKey: key !== undefined,
    mask: createRequestMask({ key, headers, query: address.query }),
  };
  const settings: WireSettings = {
    model,
    stream: options.stream ?? false,
    sampling: options.sampling ?? {},
    body: options.body ?? {},
  };
  const prices = modelPrices({
    model: { name: model, url: address.base },
    price: options.price,
    prices: options.prices,
  });
  if (budget !== undefined) {
    checkPriced(prices, { name: model, url: address.base });
    if (!hasAnswerLimit(settings.sampling, settings.body)) throw unlimitedAnswer();
  }
  const isChat = options.api !== "responses";
  const endpoint: EndpointUse = {
    api: isChat ? chatApi : createResponsesApi(),
    settings,
    habits: new ServerHabits(options.replayReasoning ?? (isChat ? "never" : "tool-turns")),
    prices,
    budget,
  };
  const limiter =
    options.limiter ??
    new RateLimiter(connections === undefined ? {} : { start: connections, most: connections });
  const contexts = new ContextWatch(address.base);
  const closed = new AbortController();

  let opening: Promise<Transport> | undefined;
  const transport = (): Promise<Transport> =>
    (opening ??= import("./transport/open-transport.ts").then(({ openTransport }) =>
      openTransport({
        address,
        key,
        headers,
        failure,
        connections,
        connectMs: timeouts.connectMs,
        maxResponseBytes: options.maxResponseBytes ?? defaultMaxResponseBytes,
      }),
    ));

  /** A guess at the tokens of prompt and answer: for the answer, what it may have at most. */
  const mostTokens = (request: ChatRequest): number => {
    const fields = { ...settings.sampling, ...request.sampling, ...settings.body };
    const most = countField(fields, "max_tokens", "max_completion_tokens", "max_output_tokens");
    return estimatePromptTokens(request) + (most ?? 0);
  };

  const complete = async (request: ChatRequest, chat: ChatOptions): Promise<ChatResult> => {
    using guard = new AbortGuard(chat.signal, closed.signal);
    const { signal } = guard;
    const { totalMs } = timeouts;
    let handedOver = false;
    const attempt = {
      transport: await transport(),
      timeouts,
      failure,
      signal,
      onText: (text: string): void => {
        if (chat.onDelta === undefined) return;
        handedOver = true;
        chat.onDelta(text);
      },
    };
    const once = async (slot: CallSlot) => {
      const result = await askEndpoint(request, {
        endpoint,
        attempt: { ...attempt, onHeaders: slot.heard },
      });
      const { inputTokens, outputTokens } = result.usage;
      return { ...result, usedTokens: inputTokens + outputTokens };
    };
    const {
      result,
      queuedMs,
      retries: failed,
    } = await withRetries(once, {
      limiter,
      priority: callPriority(chat.scope),
      tokens: limiter.countsTokens ? mostTokens(request) : 0,
      retries,
      totalMs,
      guard,
      timeIsUp: () =>
        new ProviderError({
          code: "total-timeout",
          message: `${address.base} gave no whole answer within ${totalMs / 1000} s.`,
        }),
      mayRetry: () => !handedOver,
    });
    const { answer } = result;
    const answeredBy = answer.model ?? model;
    contexts.check(request, { scope: chat.scope, usage: answer.usage, model: answeredBy });
    return {
      message: answer.message,
      finish: answer.finish,
      usage: result.usage,
      milliseconds: {
        queued: queuedMs,
        ...(result.firstTokenMs === undefined ? {} : { firstToken: result.firstTokenMs }),
        total: result.totalMs,
      },
      model: answeredBy,
      ...(failed.length === 0 ? {} : { retries: failed }),
      ...(answer.tokens === undefined ? {} : { tokens: answer.tokens }),
    };
  };

  return {
    id: model,
    settings: { sampling: settings.sampling, body: settings.body },
    complete,
    [Symbol.asyncDispose]: async () => {
      closed.abort(new UsageError("The model was closed.", { code: "closed" }));
      await (await opening)?.[Symbol.asyncDispose]();
    },
  };
}

function check(options: ChatModelOptions): void {
  const { model, retries = 0, connections = 1 } = options;
  if (model.trim() === "") throw invalid("name the model that the endpoint is to use");
  if (!(retries >= 0)) throw invalid(`retries must be 0 or more, not ${retries}`);
  if (!(connections >= 1)) throw invalid(`connections must be 1 or more, not ${connections}`);
  if (options.connections !== undefined && options.limiter !== undefined) {
    throw invalid("give either connections or a limiter, which has bounds of its own");
  }
}

function invalid(problem: string): UsageError {
  return new UsageError(`Can't make a chat model: ${problem}.`, { code: "invalid-model-options" });
}
