import type { ToolSpec } from "../tool/tool.ts";
import type { Action } from "./action.ts";
import type { Observation } from "./observation.ts";

/** One half of an exchange. */
export type Turn = { readonly observation: Observation } | { readonly action: Action };

/** The whole conversation of an episode, from the agent's side: the fold of its events. */
export interface Transcript {
  readonly instructions?: string;
  readonly tools: readonly ToolSpec[];
  /** Begins with an observation; observations and actions take turns. */
  readonly turns: readonly Turn[];
}
