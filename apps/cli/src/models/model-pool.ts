import type { ChatModel, JsonObject } from "@agent-gym/core";
import { createChatModel, RateLimiter } from "@agent-gym/model";

import type { EndpointChoice } from "../endpoint/choose-endpoint.ts";

/** A model as a role asks it. */
export interface PooledModelOptions {
  readonly choice: EndpointChoice;
  readonly model: string;
  /** Sent with every request; a request's own wins. */
  readonly sampling: JsonObject;
  readonly body: JsonObject;
}

/**
 * The models of one command. Those that share endpoint, key and model name share the limiter of their
 * calls, whatever their sampling.
 */
export class ModelPool implements AsyncDisposable {
  readonly #stream: boolean;
  readonly #limiters = new Map<string, RateLimiter>();
  readonly #models: (ChatModel & AsyncDisposable)[] = [];

  constructor({ stream }: { readonly stream: boolean }) {
    this.#stream = stream;
  }

  /** @throws UsageError for an address or a setting that can't be used. */
  open({ choice, model, sampling, body }: PooledModelOptions): ChatModel {
    const { url, key } = choice;
    const chat = createChatModel({
      url,
      model,
      ...(key === undefined ? {} : { key }),
      sampling,
      body,
      stream: this.#stream,
      limiter: this.#limiter(JSON.stringify([url, key, model])),
    });
    this.#models.push(chat);
    return chat;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#models.splice(0).map((model) => model[Symbol.asyncDispose]()));
  }

  #limiter(name: string): RateLimiter {
    const limiter = this.#limiters.get(name) ?? new RateLimiter();
    this.#limiters.set(name, limiter);
    return limiter;
  }
}
