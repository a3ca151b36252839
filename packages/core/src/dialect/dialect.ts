import type { Action } from "../action/action.ts";
import type { Transcript } from "../action/transcript.ts";
import type { ChatMessage } from "../model/chat-message.ts";
import type { ChatResult } from "../model/chat-model.ts";
import type { ToolSpec } from "../tool/tool.ts";

/**
 * Everything besides the transcript that decides the bytes of a prompt. It is recorded with a run,
 * and with every training row made of it.
 */
export interface RenderSettings {
  /** Stands before the environment's own instructions; may be empty. */
  readonly systemPrompt: string;
  /** Thoughts of earlier turns: all, those since the last message of a user, or none. */
  readonly historyThoughts: "keep" | "last" | "drop";
  /** Earlier turns in the dialect's own spelling, or in the model's exact words. */
  readonly assistant: "canonical" | "verbatim";
}

/** What a model is sent. */
export interface Rendered {
  /** The whole prompt, oldest first. */
  readonly messages: readonly ChatMessage[];
  /** Native tools; absent when the dialect writes them into the messages. */
  readonly tools?: readonly ToolSpec[];
  /** Texts at which the server stops writing; none when absent. */
  readonly stop?: readonly string[];
}

/**
 * How one family of models writes tools, calls, results and thoughts. Pure functions, both ways; the
 * same `render` writes the prompt at inference and the row for training.
 *
 * Law: rendering a transcript that ends in an action gives what rendering it without that action
 * gives, plus exactly one message, which keeps its thought whatever the settings say.
 */
export interface Dialect {
  readonly specificationVersion: "v1";
  /** As typed on the command line, and as the record names it. */
  readonly name: string;
  /**
   * The prompt for the next action of a transcript. The same transcript and settings give the same
   * messages.
   */
  readonly render: (transcript: Transcript, settings: RenderSettings) => Rendered;
  /** Linear in the length of the message; never throws, whatever the model wrote. */
  readonly parse: (
    result: Pick<ChatResult, "message" | "finish">,
    context: {
      readonly tools: readonly ToolSpec[];
      /** How many actions came before this one: makes call ids unique in an episode. */
      readonly turn: number;
    },
  ) => Action;
}
