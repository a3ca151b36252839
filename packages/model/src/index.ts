export type {
  ChatApi,
  ChatModelOptions,
  ChatTimeouts,
  ReplayReasoning,
} from "./chat-model-options.ts";
export { defaultChatTimeouts } from "./chat-model-options.ts";
export { createChatModel } from "./create-chat-model.ts";
export type { EndpointProbe } from "./endpoint/probe-endpoint.ts";
export { probeEndpoint } from "./endpoint/probe-endpoint.ts";
export type { CallSlot, WaitingCall } from "./limiter/call-slot.ts";
export type { RateLimiterOptions, RateLimiterState } from "./limiter/rate-limiter-options.ts";
export { RateLimiter } from "./limiter/rate-limiter.ts";
export type { CallPriority } from "./limiter/call-priority.ts";
export type { AnswerHeaders } from "./limiter/read-quota.ts";
export type { PriceBook, PricedModel, PriceTable } from "./prices/price-book.ts";
export { openPriceBook } from "./prices/price-book.ts";
export type { TokenCounts, TokenPrice } from "./prices/token-price.ts";
export type { Reservation, SpendingBudget, SpendingJournal } from "./budget/spending-budget.ts";
export { spendingBudget } from "./budget/spending-budget.ts";
export type { DeferredSpendingBudget } from "./budget/deferred-spending-budget.ts";
export { deferredSpendingBudget } from "./budget/deferred-spending-budget.ts";
export { openSpendingBudget } from "./budget/open-spending-budget.ts";
export type { CacheableModel } from "./cache/cache-request.ts";
export type { ModelCache, ModelCacheMode, ModelCacheStatistics } from "./cache/open-model-cache.ts";
export { openModelCache } from "./cache/open-model-cache.ts";
