import type { Action } from "../action/action.ts";
import type { Observation } from "../action/observation.ts";
import type { Transcript } from "../action/transcript.ts";
import type { EpisodeContext, Script } from "../environment/environment-definition.ts";
import type { Start, Transition } from "../environment/environment.ts";
import type { JsonObject } from "../json/json.ts";
import type { ChatModel } from "../model/chat-model.ts";

/** The guarded episode, as an agent sees it that owns its loop. */
export interface Episode {
  /** Unique in a run: names the task and the attempt. */
  readonly id: string;
  /** What the environment's `reset` gave: first observation, tools, instructions. */
  readonly start: Start;
  /** All that was said so far. */
  readonly transcript: Transcript;
  /** Fires when the episode is over, for whatever reason. */
  readonly signal: AbortSignal;
  /** Differs between attempts at a task: for sampling. */
  readonly seed: number;
  /** The task's language (BCP 47), where it says one: for the agent's own words. */
  readonly language?: string;
  /** Only for an agent whose definition asks for a script. */
  readonly script?: Script;
  /** Whether the episode has ended. */
  readonly over: boolean;
  /**
   * Takes one turn, and resolves with what the environment says to it. When that ends the episode,
   * `over` is true.
   *
   * @throws EpisodeOverError once the episode is over.
   */
  readonly step: (action: Action) => Promise<Transition>;
  /** Metered; the agent's own role is `agent`. */
  readonly model: (role: string) => ChatModel;
  /** Writes an event of the agent's own into the record. */
  readonly note: EpisodeContext["note"];
}

/** An agent that is asked turn by turn. */
export interface Agent {
  /**
   * The next action, to an observation that ends the transcript. An `EpisodeOverError` that it lets
   * pass ends the loop quietly; any other error breaks the episode.
   */
  readonly act: (
    observation: Observation,
    options: { readonly transcript: Transcript; readonly signal: AbortSignal },
  ) => Promise<Action>;
  /** Called once when the episode is over, however it ended. */
  readonly close?: () => Promise<void>;
}

/** What an agent's package publishes. Made by {@link defineAgent}. */
export interface AgentDefinition {
  readonly specificationVersion: "v1";
  readonly kind: "agent";
  /** For people and for the record; see `settings` for what makes two agents differ. */
  readonly name: string;
  /** All that decides how it plays, besides the model. Recorded; holds no secret. */
  readonly settings: JsonObject;
  /** Model roles that it will ask for. */
  readonly roles: readonly string[];
  /** Asks for the task's `solution`, or a cheat by name; a task without it is refused. */
  readonly script?: string;
  /**
   * Plays until the episode is over, or it has nothing more to do. What it throws ends the episode
   * as the agent's fault, unless the fault rose elsewhere.
   */
  readonly play: (episode: Episode) => Promise<void>;
}
