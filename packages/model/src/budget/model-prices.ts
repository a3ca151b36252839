import { UsageError } from "@agent-gym/core";

import type { PriceBook, PricedModel } from "../prices/price-book.ts";
import { costAtPrice } from "../prices/token-price.ts";
import type { TokenCounts, TokenPrice } from "../prices/token-price.ts";
import type { TokenBound } from "./cost-bound.ts";

/** What one model costs. */
export interface ModelPrices {
  /** `null` when its price is not known. */
  readonly costOf: (tokens: TokenCounts) => number | null;
  /** The most that a request may cost; `null` when the price is not known. */
  readonly mostCostOf: (bound: TokenBound) => number | null;
}

/** The price that was given for a model wins over the price book. */
export function modelPrices(options: {
  readonly model: PricedModel;
  readonly price: TokenPrice | undefined;
  readonly prices: PriceBook | undefined;
}): ModelPrices {
  const { model, price, prices } = options;
  if (price === undefined) {
    return {
      costOf: (tokens) => prices?.costOf(tokens, model) ?? null,
      mostCostOf: (bound) => prices?.mostCostOf(bound, model) ?? null,
    };
  }
  const { input, cachedInput = input } = price;
  const dearest = { input: Math.max(input, cachedInput), output: price.output };
  return {
    costOf: (tokens) => costAtPrice(tokens, price),
    mostCostOf: (bound) => costAtPrice({ ...bound, cachedTokens: 0 }, dearest),
  };
}

/** @throws UsageError that says how to give the price of a model that has none. */
export function checkPriced(prices: ModelPrices, { name, url }: PricedModel): void {
  if (prices.mostCostOf({ inputTokens: 1, outputTokens: 1 }) !== null) return;
  throw new UsageError(
    `The price of ${name} at ${url} is not known, so no budget (--max-cost) can be kept: give it in a file of prices (--prices FILE), JSON such as {${JSON.stringify(name)}: {"input": 0.5, "output": 1.5}} in dollars for a million tokens.`,
    { code: "unknown-price" },
  );
}
