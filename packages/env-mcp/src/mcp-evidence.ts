import type { Json, JsonObject } from "@agent-gym/core";

/** A call that reached the server. */
export interface McpCall {
  /** As the server calls the tool. */
  readonly name: string;
  readonly arguments: JsonObject;
  /** What the agent read. */
  readonly text: string;
  readonly isError: boolean;
  /** The result's `structuredContent`, where the server gives one. */
  readonly structured?: JsonObject;
}

/** What grading sees of an episode. */
export interface McpEvidence {
  /** In the order in which they were run. */
  readonly calls: readonly McpCall[];
  /** What `inspect` found; `null` without it. */
  readonly state: Json;
}
