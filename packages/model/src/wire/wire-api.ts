import type { ChatRequest, JsonObject } from "@agent-gym/core";

import type { Answer } from "./answer.ts";
import type { ServerHabits } from "./server-habits.ts";

/** What a model adds to every request. */
export interface WireSettings {
  readonly model: string;
  readonly stream: boolean;
  readonly sampling: JsonObject;
  /** Wins over everything else, field by field. */
  readonly body: JsonObject;
}

/** Puts an answer together as it comes. */
export interface AnswerAssembly {
  /** The server's finish reason, as it spells it, once the answer is whole. */
  readonly finish: string | undefined;
  /** Whether any of the answer came: text, thought or call. */
  readonly started: boolean;
  /** The field in which thoughts came, where they have one. */
  readonly reasoningField: string | undefined;
  /** Adds one event of a stream; gives the text that it added. */
  addChunk(chunk: JsonObject): string;
  /** Adds a plain answer; `false` when it holds none. */
  addCompletion(completion: JsonObject): boolean;
  build(): Answer;
}

/** One of the ways in which OpenAI-compatible servers are asked. */
export interface WireApi {
  /** Behind the endpoint's address. */
  readonly path: string;
  /** What a plain answer must be, for messages. */
  readonly expects: string;
  /**
   * The body of a request as it goes over the wire. Equal requests give equal bytes, and the parts
   * that grow come last in their lists, so that a server's prompt cache can serve.
   */
  readonly toBody: (
    request: ChatRequest,
    use: { readonly settings: WireSettings; readonly habits: ServerHabits },
  ) => JsonObject;
  readonly assemble: (request: ChatRequest) => AnswerAssembly;
  /** A body or event with the error that it is under `error`, if it is one. */
  readonly withError: (body: JsonObject) => JsonObject;
}
