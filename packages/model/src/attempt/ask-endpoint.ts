import { isDeepStrictEqual } from "node:util";

import { ProviderError, UsageError } from "@agent-gym/core";
import type { ChatRequest, JsonObject, Usage } from "@agent-gym/core";

import { tokenBound } from "../budget/cost-bound.ts";
import { mayBeBilled } from "../budget/may-be-billed.ts";
import type { ModelPrices } from "../budget/model-prices.ts";
import type { SpendingBudget } from "../budget/spending-budget.ts";
import type { ServerHabits } from "../wire/server-habits.ts";
import { toUsage } from "../wire/to-usage.ts";
import type { WireApi, WireSettings } from "../wire/wire-api.ts";
import { attemptChat } from "./attempt-chat.ts";
import type { Attempt, AttemptOptions } from "./attempt-chat.ts";

/** How one endpoint is asked, and what its answers cost. */
export interface EndpointUse {
  readonly api: WireApi;
  readonly settings: WireSettings;
  readonly habits: ServerHabits;
  readonly prices: ModelPrices;
  readonly budget: SpendingBudget | undefined;
}

/** An answer, and what it used. */
export interface PaidAttempt extends Attempt {
  readonly usage: Usage;
}

/**
 * Makes one attempt: sends a request, and again at once while the server's refusals teach how it
 * wants to be asked.
 *
 * @throws ProviderError for whatever the endpoint did wrong, and where the budget has no room.
 * @throws the signal's reason when aborted.
 */
export async function askEndpoint(
  request: ChatRequest,
  options: {
    readonly endpoint: EndpointUse;
    readonly attempt: Omit<AttemptOptions, "api" | "assembly">;
  },
): Promise<PaidAttempt> {
  const { endpoint, attempt } = options;
  const { api, settings, habits } = endpoint;
  let body = api.toBody(request, { settings, habits });
  for (;;) {
    try {
      const result = await pay(body, request, endpoint, attempt);
      habits.reasoningField = result.reasoningField ?? habits.reasoningField;
      return result;
    } catch (error) {
      if (!ProviderError.isInstance(error) || !habits.learn(error, body)) throw error;
      const next = api.toBody(request, { settings, habits });
      if (isDeepStrictEqual(next, body)) throw error;
      body = next;
    }
  }
}

/** The error of a budget over answers of any length. */
export function unlimitedAnswer(): UsageError {
  return new UsageError(
    "With a budget every answer must have a limit, or nobody can say what a call may cost: give max_tokens in sampling or body (--max-tokens).",
    { code: "unlimited-answer" },
  );
}

/** Sends a request once, its worst case set aside before. */
async function pay(
  body: JsonObject,
  request: ChatRequest,
  { api, prices, budget }: EndpointUse,
  attempt: Omit<AttemptOptions, "api" | "assembly">,
): Promise<PaidAttempt> {
  using reservation = await budget?.reserve(mostCost(body, prices), attempt);
  try {
    const result = await attemptChat(body, { ...attempt, api, assembly: api.assemble(request) });
    const usage = toUsage(result.answer, { request, costOf: prices.costOf });
    // Figures of our own are no bill: all that was set aside counts.
    if (usage.estimated !== true && usage.cost !== null) reservation?.settle(usage.cost);
    return { ...result, usage };
  } catch (error) {
    if (!mayBeBilled(error)) reservation?.settle(0);
    throw error;
  }
}

function mostCost(body: JsonObject, prices: ModelPrices): number {
  const bound = tokenBound(body);
  const cost = bound === undefined ? null : prices.mostCostOf(bound);
  if (cost === null) throw unlimitedAnswer();
  return cost;
}
