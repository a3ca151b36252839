import type { ToolSpec } from "../tool/tool.ts";
import type { Action } from "./action.ts";
import type { Observation } from "./observation.ts";

/** One half of an exchange. */
export type Turn =
  | {
      /** What the agent was shown. */
      readonly observation: Observation;
    }
  | {
      /** What the agent did next. */
      readonly action: Action;
    };

/** The whole conversation of an episode, from the agent's side: the fold of its events. */
export interface Transcript {
  /** What the environment said before the first observation; see `Start`. */
  readonly instructions?: string;
  /** What could be called, the same in all turns. */
  readonly tools: readonly ToolSpec[];
  /** Begins with an observation; observations and actions take turns. */
  readonly turns: readonly Turn[];
}
