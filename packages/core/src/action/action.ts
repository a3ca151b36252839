import type { JsonObject } from "../json/json.ts";
import type { AssistantMessage } from "../model/chat-message.ts";

/** A call that can be executed: it has a name and its arguments are a JSON object. */
export interface ToolCall {
  /** Unique within its action. */
  readonly id: string;
  /**
   * The tool that is meant, as the model spelled it; whether there is such a tool is the session's
   * to say.
   */
  readonly name: string;
  /** What the tool is called with; not yet checked against the tool's schema. */
  readonly arguments: JsonObject;
  /** The exact words of the model that were read as this call. */
  readonly source: string;
  /** There when the words were not valid as they stood and had to be mended to be read. */
  readonly repaired?: true;
}

/** Something that was meant as a call but can't be read as one. It is answered, never executed. */
export interface MalformedCall {
  /** Unique within its action. */
  readonly id: string;
  /** The tool that was meant, where that much can be read. */
  readonly name?: string;
  /** The exact words of the model that could not be read. */
  readonly source: string;
  /** What is wrong with it, in words that its writer can act on. */
  readonly problem: string;
}

/** Tokens of one assistant turn, where an engine gives them: what a trainer needs. */
export interface TurnTokens {
  /** One id of the engine's vocabulary per token of the turn, in order. */
  readonly ids: readonly number[];
  /** Natural logarithms, one per id. */
  readonly logprobs?: readonly number[];
  /** The ids of the prompt that the turn answers, in order. */
  readonly promptIds?: readonly number[];
  /** Which weights wrote the turn, while they are being trained. */
  readonly weightVersion?: string;
}

/** One assistant turn. */
export interface Action {
  /** The thought before the words, without the tags that a dialect puts around it. */
  readonly reasoning?: string;
  /** The kind of thought, in dialects that name it (`quick`, `mid`, `complex`). */
  readonly thinkType?: string;
  /** What is said besides thoughts and calls; may be empty. */
  readonly text: string;
  /** In the order in which they were written. */
  readonly calls: readonly ToolCall[];
  /** In the order in which they were written; empty when all could be read. */
  readonly malformed: readonly MalformedCall[];
  /** There when the model was cut off by its token limit: what it says is a torso. */
  readonly incomplete?: true;
  /** What the parser had to overlook or mend: `unclosed-tag`, `repaired`, … */
  readonly flags?: readonly string[];
  /** Absent where the engine gives none. */
  readonly tokens?: TurnTokens;
  /** The model's own message, from which a dialect read this action. */
  readonly raw?: AssistantMessage;
}

/** An action that only says something. */
export function textAction(text: string): Action {
  return { text, calls: [], malformed: [] };
}

/** An action that only calls tools, with ids `call_1`, `call_2`, … and canonical sources. */
export function callAction(
  ...calls: readonly { readonly name: string; readonly arguments: JsonObject }[]
): Action {
  return {
    text: "",
    calls: calls.map((call, index) => ({
      id: `call_${index + 1}`,
      name: call.name,
      arguments: call.arguments,
      source: JSON.stringify({ name: call.name, arguments: call.arguments }),
    })),
    malformed: [],
  };
}
