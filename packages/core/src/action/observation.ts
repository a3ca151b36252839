import type { JsonObject } from "../json/json.ts";
import type { Content } from "./content.ts";

/** The answer to one call. */
export interface ToolResult {
  /** The `id` of the call that is answered, malformed or not. */
  readonly callId: string;
  /** The tool's name, as it was called. */
  readonly name: string;
  /** What the agent reads as the answer. */
  readonly content: Content;
  /** The tool did not do what was asked; the content says why. */
  readonly isError?: boolean;
  /** For the record and for graders; a model never sees it. */
  readonly info?: JsonObject;
}

/** What an agent sees next: one result per call, a message, or both. */
export interface Observation {
  /** In the order of the calls, malformed ones last. */
  readonly results?: readonly ToolResult[];
  /** What someone says besides the results: the task, a user's words. */
  readonly message?: Content;
}
