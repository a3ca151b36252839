import type { Content } from "../action/content.ts";
import type { JsonObject } from "../json/json.ts";
import type { Schema } from "../schema/schema.ts";

/** A tool as a model is told of it, and as it is recorded. */
export interface ToolSpec {
  /** Unique in its environment; see `toolNameProblem` for what it may be. */
  readonly name: string;
  /** What the tool does and when to use it, for the model. */
  readonly description: string;
  /** JSON Schema (draft 2020-12) of the arguments: always of `type: "object"`. */
  readonly parameters: JsonObject;
}

/** What a tool answers, when a bare content does not say it all. */
export interface ToolReply {
  /** What the agent reads as the answer. */
  readonly content: Content;
  /** The tool did not do what was asked; the content says why. */
  readonly isError?: boolean;
  /** The episode ends with this call. */
  readonly done?: boolean;
  /** For the record and for graders; a model never sees it. */
  readonly info?: JsonObject;
}

/** A tool in code: what it takes, and what it does with the state of one episode. */
export interface ToolDefinition<State = unknown, Input = never> {
  /** Unique in its environment; see {@link toolNameProblem} for what it may be. */
  readonly name: string;
  /** What the tool does and when to use it, for the model. */
  readonly description: string;
  /**
   * Of the arguments: of an object. What does not fit is answered by an error, without running the
   * tool.
   */
  readonly input: Schema<Input>;
  /**
   * Executes one call. Return `isError` for what the agent should read as a failure; {@link
   * runToolCalls} lets what it throws pass, a tool environment makes it such a result.
   */
  readonly run: (
    input: Input,
    context: { readonly state: State; readonly signal: AbortSignal },
  ) => Content | ToolReply | Promise<Content | ToolReply>;
}

/** A tool whose input type is no longer known: what lists of tools hold. */
export interface AnyTool<State = unknown> extends Omit<ToolDefinition<State>, "input"> {
  /** As the tool's definition gave it. */
  readonly input: Schema;
}
