import type { JsonObject } from "@agent-gym/core";

import type { SpendingBudget } from "./budget/spending-budget.ts";
import type { RateLimiter } from "./limiter/rate-limiter.ts";
import type { PriceBook } from "./prices/price-book.ts";
import type { TokenPrice } from "./prices/token-price.ts";

/**
 * Which earlier thoughts go back to the server: those of every turn, those of turns that call
 * tools, or none. A turn without a thought then carries an empty one, as DeepSeek demands.
 */
export type ReplayReasoning = "always" | "tool-turns" | "never";

/** How an endpoint is asked: for chat completions, or by the Responses API. */
export type ChatApi = "chat" | "responses";

/** How long to wait for what, in milliseconds; `Infinity` waits for ever. */
export interface ChatTimeouts {
  /** Until a connection stands, its TLS included. Default: 10 seconds. */
  readonly connectMs?: number;
  /**
   * From sending to the first piece of the answer, in a stream. Comments that keep a connection
   * alive do not count. Default: 5 minutes.
   */
  readonly firstTokenMs?: number;
  /** Between two pieces of a body, once it has begun. Default: 1 minute. */
  readonly idleMs?: number;
  /**
   * All attempts of a call and the waits after failures; waiting for a place among the other calls
   * is not counted. Default: 15 minutes.
   */
  readonly totalMs?: number;
}

/** A model behind an OpenAI-compatible endpoint. */
export interface ChatModelOptions {
  /**
   * The endpoint's address, as in `http://127.0.0.1:8000/v1`. An address without a path gets `/v1`;
   * a trailing `/chat/completions` or `/responses` is taken off. Fields of its query go with every request.
   */
  readonly url: string;
  /** The model's name, as the endpoint knows it. */
  readonly model: string;
  /**
   * Sent as a bearer token. Appears in no error, message or record; one of fewer than 6 characters
   * is taken for a placeholder (`EMPTY`) and not hidden.
   */
  readonly key?: string;
  /** Sent with every request. Words of their values from 12 characters on are hidden like the key. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * As on the wire: `temperature`, `top_p`, `max_tokens`, … A request's own sampling wins. Default:
   * none.
   */
  readonly sampling?: JsonObject;
  /** Merged into the body of every request as it stands; wins over everything else. */
  readonly body?: JsonObject;
  /**
   * Whether to ask for a stream: shows early that a server lives, and gives `onDelta` its pieces;
   * costs about three times the processor time of a plain answer. Default: `false`.
   */
  readonly stream?: boolean;
  /** How long each part of a call may take. Default: {@link defaultChatTimeouts}. */
  readonly timeouts?: ChatTimeouts;
  /**
   * How often a failed attempt is made again, where that can help; a server that limits the rate is
   * asked again until it has answered nobody for `totalMs`. 0 makes one attempt. Default: 4.
   */
  readonly retries?: number;
  /**
   * How many calls at a time the server is known to take: the limiter begins with them, and never
   * has more. Default: it begins with 8 and finds out. Not beside a `limiter`.
   */
  readonly connections?: number;
  /**
   * Decides when calls are sent. Models that share an endpoint, a key and a model name must share
   * one. Default: one of this model's own.
   */
  readonly limiter?: RateLimiter;
  /**
   * `responses` is for models that take tools, or show their thoughts, only there. Default: `chat`,
   * which every compatible server speaks.
   */
  readonly api?: ChatApi;
  /**
   * Default: `never`, which gives way to `tool-turns` once the server demands them; `tool-turns` in
   * the Responses API.
   */
  readonly replayReasoning?: ReplayReasoning;
  /** What this model costs. Default: what the price book says. */
  readonly price?: TokenPrice;
  /** Where prices are looked up. Default: none, and every cost is `null`. */
  readonly prices?: PriceBook;
  /**
   * What may be spent. Each request's worst case is set aside before it is sent, so the price must be
   * known, and answers must have a limit (`max_tokens`). Default: no bound.
   */
  readonly budget?: SpendingBudget;
  /** The largest answer that is read, in bytes. Default: 64 MiB. */
  readonly maxResponseBytes?: number;
}

/** The timeouts of a model that names none. */
export const defaultChatTimeouts: Required<ChatTimeouts> = {
  connectMs: 10_000,
  firstTokenMs: 300_000,
  idleMs: 60_000,
  totalMs: 900_000,
};
