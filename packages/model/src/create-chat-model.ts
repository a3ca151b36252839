import { isDeepStrictEqual } from "node:util";

import { ProviderError, UsageError } from "@agent-gym/core";
import type { ChatOptions, ChatRequest, ChatResult, JsonObject, Usage } from "@agent-gym/core";

import { attemptChat } from "./attempt/attempt-chat.ts";
import type { Attempt, AttemptOptions } from "./attempt/attempt-chat.ts";
import { withRetries } from "./attempt/with-retries.ts";
import { hasAnswerLimit, tokenBound } from "./budget/cost-bound.ts";
import { mayBeBilled } from "./budget/may-be-billed.ts";
import { checkPriced, modelPrices } from "./budget/model-prices.ts";
import type { CacheableModel } from "./cache/cache-request.ts";
import { defaultChatTimeouts } from "./chat-model-options.ts";
import type { ChatModelOptions } from "./chat-model-options.ts";
import { ContextWatch } from "./context/context-watch.ts";
import { readEndpointAddress } from "./endpoint/endpoint-address.ts";
import { readKey } from "./endpoint/read-key.ts";
import { createRequestMask } from "./endpoint/secret-mask.ts";
import { callPriority } from "./limiter/call-priority.ts";
import { RateLimiter } from "./limiter/rate-limiter.ts";
import type { CallSlot } from "./limiter/rate-limiter.ts";
import { AbortGuard } from "./transport/abort-guard.ts";
import type { FailureContext } from "./transport/provider-failure.ts";
import type { Transport } from "./transport/transport.ts";
import { estimatePromptTokens } from "./wire/estimate-tokens.ts";
import { ServerHabits } from "./wire/server-habits.ts";
import { toUsage } from "./wire/to-usage.ts";
import { toWireBody } from "./wire/wire-body.ts";
import type { WireSettings } from "./wire/wire-body.ts";

const defaultRetries = 4;
const defaultMaxResponseBytes = 64 * 1024 * 1024;

interface PaidAttempt extends Attempt {
  readonly usage: Usage;
}

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
    if (!hasAnswerLimit(settings.sampling, settings.body)) throw unlimited();
  }
  const habits = new ServerHabits(options.replayReasoning ?? "never");
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

  /** Sends a request once, its worst case set aside before. */
  const pay = async (
    body: JsonObject,
    request: ChatRequest,
    send: () => Promise<Attempt>,
    signal: AbortSignal,
  ): Promise<PaidAttempt> => {
    using reservation = await budget?.reserve(mostCost(body), { signal });
    try {
      const result = await send();
      const usage = toUsage(result.answer, { request, costOf: prices.costOf });
      // Figures of our own are no bill: all that was set aside counts.
      if (usage.estimated !== true && usage.cost !== null) reservation?.settle(usage.cost);
      return { ...result, usage };
    } catch (error) {
      if (!mayBeBilled(error)) reservation?.settle(0);
      throw error;
    }
  };

  const mostCost = (body: JsonObject): number => {
    const bound = tokenBound(body);
    const cost = bound === undefined ? null : prices.mostCostOf(bound);
    if (cost === null) throw unlimited();
    return cost;
  };

  /** One attempt, repeated at once while the server's refusals teach how it wants to be asked. */
  const attempt = async (request: ChatRequest, use: AttemptOptions): Promise<PaidAttempt> => {
    let body = toWireBody(request, { settings, habits });
    for (;;) {
      try {
        const result = await pay(body, request, () => attemptChat(body, use), use.signal);
        habits.reasoningField = result.reasoningField ?? habits.reasoningField;
        return result;
      } catch (error) {
        if (!ProviderError.isInstance(error) || !habits.learn(error, body)) throw error;
        const next = toWireBody(request, { settings, habits });
        if (isDeepStrictEqual(next, body)) throw error;
        body = next;
      }
    }
  };

  /** A guess at the tokens of prompt and answer: for the answer, what it may have at most. */
  const mostTokens = (request: ChatRequest): number => {
    const { max_tokens: most } = { ...settings.sampling, ...request.sampling };
    return estimatePromptTokens(request) + (typeof most === "number" ? most : 0);
  };

  const complete = async (request: ChatRequest, chat: ChatOptions): Promise<ChatResult> => {
    using guard = new AbortGuard(chat.signal, closed.signal);
    const { signal } = guard;
    const { totalMs } = timeouts;
    let handedOver = false;
    const use = {
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
      const result = await attempt(request, { ...use, onHeaders: slot.heard });
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
        firstToken: result.firstTokenMs,
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

function unlimited(): UsageError {
  return new UsageError(
    "With a --max-cost every answer must have a limit, or nobody can say what a call may cost: give one with --max-tokens (max_tokens in sampling or body).",
    { code: "unlimited-answer" },
  );
}
