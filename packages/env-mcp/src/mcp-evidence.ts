import type { Json, JsonObject } from "@agent-gym/core";

/** A call that reached the server. */
export interface McpCall {
  /** As the server calls the tool. */
  readonly name: string;
  /** What the tool was called with. */
  readonly arguments: JsonObject;
  /** What the agent read. */
  readonly text: string;
  /** Whether the server, or what kept the call from an answer, said that it failed. */
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
