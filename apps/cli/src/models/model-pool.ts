import { type ChatModel, type JsonObject, UsageError } from "@agent-gym/core";
import {
  type CacheableModel,
  type ChatModelOptions,
  createChatModel,
  type ModelCache,
  type PriceBook,
  RateLimiter,
  type RateLimiterOptions,
  type SpendingBudget,
} from "@agent-gym/model";

import type { EndpointChoice } from "../endpoint/choose-endpoint.ts";

/** A model as a role asks it. */
export interface PooledModelOptions {
  /** Absent: there is no endpoint, and recorded answers are all there is. */
  readonly choice: EndpointChoice | undefined;
  readonly model: string;
  /** Sent with every request; a request's own wins. */
  readonly sampling: JsonObject;
  readonly body: JsonObject;
  readonly api?: NonNullable<ChatModelOptions["api"]>;
  /** What is known of the endpoint's limits. */
  readonly limits?: RateLimiterOptions;
}

/** What all models of a command have in common. */
export interface PoolOptions {
  readonly stream: boolean;
  readonly prices: PriceBook;
  readonly budget?: SpendingBudget;
  readonly cache?: ModelCache;
}

/**
 * The models of one command. Those that share endpoint, key and model name share the limiter of their
 * calls, whatever their sampling.
 */
export class ModelPool implements AsyncDisposable {
  readonly #options: PoolOptions;
  readonly #limiters = new Map<string, RateLimiter>();
  readonly #models: AsyncDisposable[] = [];

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** @throws UsageError for an address, a price or a setting that can't be used. */
  open(asked: PooledModelOptions): ChatModel {
    const { cache } = this.#options;
    const model = asked.choice === undefined ? absentModel(asked) : this.#live(asked, asked.choice);
    return cache === undefined ? model : cache.wrap(model);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#models.splice(0).map((model) => model[Symbol.asyncDispose]()));
  }

  #live(
    { model, sampling, body, api, limits }: PooledModelOptions,
    { url, key }: EndpointChoice,
  ): CacheableModel {
    const { stream, prices, budget } = this.#options;
    const chat = createChatModel({
      url,
      model,
      ...(key === undefined ? {} : { key }),
      sampling,
      body,
      stream,
      prices,
      limiter: this.#limiter(JSON.stringify([url, key, model]), limits),
      ...(api === undefined ? {} : { api }),
      ...(budget === undefined ? {} : { budget }),
    });
    this.#models.push(chat);
    return chat;
  }

  #limiter(name: string, limits: RateLimiterOptions | undefined): RateLimiter {
    const limiter = this.#limiters.get(name) ?? new RateLimiter(limits);
    this.#limiters.set(name, limiter);
    return limiter;
  }
}

/** A model that can only be replayed. */
function absentModel({ model, sampling, body }: PooledModelOptions): CacheableModel {
  return {
    id: model,
    settings: { sampling, body },
    complete: async () => {
      throw new UsageError(`There is no endpoint for ${model}: its answers are only replayed.`);
    },
  };
}
