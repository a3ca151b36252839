import type { Action } from "../action/action.ts";
import type { Observation } from "../action/observation.ts";
import type { Json, JsonObject } from "../json/json.ts";
import type { ToolSpec } from "../tool/tool.ts";
import type { Ending } from "./ending.ts";
import type { Evidence } from "./evidence.ts";

/** How an episode begins. */
export interface Start {
  /** What is shown or asked first. */
  readonly observation: Observation;
  /** Fixed for the whole episode. */
  readonly tools: readonly ToolSpec[];
  /** What an agent should know before anything is asked of it: rules, style, the place it is in. */
  readonly instructions?: string;
}

/** What one step did. */
export interface Transition {
  /**
   * One result per call of the action, or what someone says, or both; shown even when the episode
   * ends.
   */
  readonly observation: Observation;
  /** Absent: this step says nothing about worth. `null`: it should, but nobody could judge. */
  readonly reward?: number | null;
  /** The task came to its own end. */
  readonly terminated?: boolean;
  /** The environment cut the episode off: a limit of its own. */
  readonly truncated?: boolean;
  /** For the record and for graders; a model never sees it. */
  readonly info?: JsonObject;
}

/**
 * The world of one task, for one episode. Whoever drives it keeps its promises: `reset` once and
 * first, `step` never twice at once and only with valid calls, `evidence` once and after the last
 * step has settled. {@link openSession} is that driver.
 */
export interface Environment<Data = Json> {
  /** Prepares the world of the task. The same seed gives the same start. */
  readonly reset: (options: {
    readonly seed: number;
    readonly signal: AbortSignal;
  }) => Promise<Start>;
  /**
   * One result per call, matched by call id.
   *
   * @throws EpisodeOverError once it has said that the episode ended, and after `close`.
   */
  readonly step: (action: Action, options: { readonly signal: AbortSignal }) => Promise<Transition>;
  /**
   * What grading will see. Kills what the agent started before it looks. Not asked for when `reset`
   * failed.
   */
  readonly evidence?: (options: {
    readonly ending: Ending;
    readonly signal: AbortSignal;
  }) => Promise<Evidence<Data>>;
  /** Frees everything. May be called twice, and at any time; never throws. */
  readonly close: () => Promise<void>;
}
