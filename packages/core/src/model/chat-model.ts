import type { TurnTokens } from "../action/action.ts";
import type { JsonObject } from "../json/json.ts";
import type { ToolSpec } from "../tool/tool.ts";
import type { AssistantMessage, ChatMessage } from "./chat-message.ts";
import type { Usage } from "./usage.ts";

/** One question to a model. */
export interface ChatRequest {
  /** The whole prompt, oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Native tools; a dialect that writes its tools into the prompt gives none. */
  readonly tools?: readonly ToolSpec[];
  /** Merged over the model's own sampling: `temperature`, `top_p`, `max_tokens`, … as on the wire. */
  readonly sampling?: JsonObject;
  /** JSON Schema that the answer must fit, where the server can hold the model to it. */
  readonly responseSchema?: JsonObject;
  /**
   * Texts at which the server stops writing, without the text itself in the answer. Default: none.
   */
  readonly stop?: readonly string[];
}

/** Why a model stopped. `unknown`: the server did not say. */
export type FinishReason = "stop" | "tool-calls" | "length" | "filter" | "unknown";

/** One answer of a model. */
export interface ChatResult {
  /** What the model said. */
  readonly message: AssistantMessage;
  /** Why it stopped there. */
  readonly finish: FinishReason;
  /** Of the attempt that succeeded. */
  readonly usage: Usage;
  /** How long it took. */
  readonly milliseconds: {
    /** Waited for our own limits, before anything was sent. */
    readonly queued: number;
    /** From sending to the first token; absent where nothing was streamed, and it can't be told. */
    readonly firstToken?: number;
    /** From sending to the end, of the attempt that succeeded. */
    readonly total: number;
  };
  /** The model's name, as the server gave it. */
  readonly model: string;
  /** Failed attempts before this answer, oldest first. */
  readonly retries?: readonly ChatRetry[];
  /** The tokens themselves, where the server gives them. */
  readonly tokens?: TurnTokens;
}

/** An attempt that failed and was made again. */
export interface ChatRetry {
  /** A stable name in kebab-case: `rate-limit`, `timeout`. */
  readonly code: string;
  /** What went wrong, in one line for people. */
  readonly message: string;
  /** Milliseconds waited after it, before the next attempt. */
  readonly waitedMs: number;
}

/** Who asks: a key that is the same in a repeated run, whatever the concurrency. */
export interface CallScope {
  /** The id of the episode; any text that is unique in the run. */
  readonly episode: string;
  /** The role that asks, such as `agent` or `user`. */
  readonly role: string;
  /** 0 for the first call of this role in this episode. */
  readonly ordinal: number;
}

/** How one question is asked. */
export interface ChatOptions {
  /** Ends the call, which then rejects. */
  readonly signal: AbortSignal;
  /** Called with each piece of text as it arrives, where the model streams. */
  readonly onDelta?: (text: string) => void;
  /** Who asks; absent for a call that belongs to no episode. */
  readonly scope?: CallScope;
}

/**
 * A chat-completion endpoint with one model behind it. Differences between providers end here.
 */
export interface ChatModel {
  /** The model's name, as it is asked for. */
  readonly id: string;
  /**
   * Asks once, attempts after failures included.
   *
   * @throws ProviderError for whatever the endpoint did wrong, after the retries that can help.
   * @throws the signal's reason when aborted.
   */
  readonly complete: (request: ChatRequest, options: ChatOptions) => Promise<ChatResult>;
}
