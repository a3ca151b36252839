import type { Episode } from "../agent/agent.ts";
import type { Ending } from "../environment/ending.ts";
import type { EnvironmentDefinition } from "../environment/environment-definition.ts";
import type { Verdict } from "../environment/verdict.ts";
import type { JsonObject } from "../json/json.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { Usage } from "../model/usage.ts";
import type { SandboxProvider } from "../sandbox/sandbox.ts";
import type { Task } from "../task/task.ts";
import type { EpisodeKey, TrajectoryEvent } from "../trajectory/trajectory-event.ts";
import type { EpisodeLimits, EpisodeTimeouts } from "./episode-limits.ts";
import type { StoreFile } from "./record-evidence.ts";

/** Everything that one guarded episode needs. */
export interface SessionOptions {
  /** The environment that is played. */
  readonly definition: EnvironmentDefinition;
  /** A task of that environment; it is checked before anything starts. */
  readonly task: Task;
  /** As {@link EnvironmentDefinition.parseOptions} returned them; none when absent. */
  readonly options?: JsonObject;
  /** Default: the task's first attempt. */
  readonly key?: EpisodeKey;
  /** Which try of that key, from 0. Default 0. */
  readonly try?: number;
  /** The environment's seed. Default 0. */
  readonly seed?: number;
  /** The agent's seed, for sampling. Default: the environment's. */
  readonly samplingSeed?: number;
  /** The agent's name, for the record. Default: `unnamed`. */
  readonly agent?: string;
  /** Name of the script that the agent may play: `solution`, or a cheat. Default: none. */
  readonly script?: string;
  /** Default: none. */
  readonly limits?: EpisodeLimits;
  /** Over `defaultEpisodeTimeouts`. */
  readonly timeouts?: Partial<EpisodeTimeouts>;
  /** Absent: an environment that asks for a sandbox is an error. */
  readonly sandboxes?: SandboxProvider;
  /**
   * The model that plays a role. Absent: an agent or an environment that asks for one is an error.
   *
   * @throws UsageError for a role that the run has no model for.
   */
  readonly model?: (role: string) => ChatModel;
  /** Takes each event as it happens. What it throws ends the episode, and comes out of `finish`. */
  readonly emit?: (event: TrajectoryEvent) => void;
  /** Keeps collected files. Default: only their digests are recorded. */
  readonly storeFile?: StoreFile;
  /** Cancels the episode. */
  readonly signal?: AbortSignal;
}

/** What became of an episode. */
export interface EpisodeOutcome {
  /** How it ended. */
  readonly ending: Ending;
  /** What it was worth. */
  readonly verdict: Verdict;
  /** As the verdict says, or reward ≥ the definition's threshold; `false` when there is no reward. */
  readonly success: boolean;
  /** Actions taken. */
  readonly turns: number;
  /** Calls that reached the environment. */
  readonly toolCalls: number;
  /** By model role. */
  readonly usage: Readonly<Record<string, Usage>>;
  /** How long it took. */
  readonly milliseconds: {
    /** From before the environment was made to after it was closed. */
    readonly total: number;
    /** Waiting for our own limits and between a call's attempts. */
    readonly waited: number;
  };
  /** Sandboxes that the environment had forgotten. */
  readonly leaked: readonly string[];
}

/**
 * One guarded episode. It answers calls that can't be executed, enforces limits, sets the ending
 * where an error rises, and grades exactly once.
 */
export interface Session extends AsyncDisposable {
  /** `undefined` when the environment did not start: `finish` then says why. */
  readonly episode: Episode | undefined;
  /** `undefined` as long as the episode is running. */
  readonly ending: Ending | undefined;
  /** The agent broke: ends the episode as its fault, unless it is over already. */
  readonly fail: (error: unknown) => void;
  /**
   * Ends the episode (`completed`, if nothing else did), takes evidence, closes the environment,
   * grades, and closes the record. Always the same outcome, however often it is called.
   *
   * @throws only what `emit` or `storeFile` threw.
   */
  readonly finish: () => Promise<EpisodeOutcome>;
  /** Cancels what is not finished, and frees everything. */
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}
