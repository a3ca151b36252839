import type { Content } from "../action/content.ts";
import type { JsonObject } from "../json/json.ts";
import type { Schema } from "../schema/schema.ts";

/** A tool as a model is told of it, and as it is recorded. */
export interface ToolSpec {
  readonly name: string;
  readonly description: string;
  /** JSON Schema (draft 2020-12) of the arguments: always of `type: "object"`. */
  readonly parameters: JsonObject;
}

/** What a tool answers, when a bare content does not say it all. */
export interface ToolReply {
  readonly content: Content;
  readonly isError?: boolean;
  /** The episode ends with this call. */
  readonly done?: boolean;
  /** For the record and for graders; a model never sees it. */
  readonly info?: JsonObject;
}

/** A tool in code: what it takes, and what it does with the state of one episode. */
export interface ToolDefinition<State = unknown, Input = never> {
  readonly name: string;
  readonly description: string;
  readonly input: Schema<Input>;
  readonly run: (
    input: Input,
    context: { readonly state: State; readonly signal: AbortSignal },
  ) => Content | ToolReply | Promise<Content | ToolReply>;
}

/** A tool whose input type is no longer known: what lists of tools hold. */
export interface AnyTool<State = unknown> extends Omit<ToolDefinition<State>, "input"> {
  readonly input: Schema;
}
