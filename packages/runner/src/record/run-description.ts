import type { EpisodeLimits, EpisodeTimeouts, JsonObject, RewardRange } from "@agent-gym/core";

/** The name of this version of a run's folder. */
export const runFormat = "agent-gym-run/1";

/** A planned task, as `run.json` names it. */
export interface PlannedTask {
  /** Unique in the run. */
  readonly id: string;
  /** SHA-256 of the canonical JSON of its data. */
  readonly digest: string;
  /** Absent when the task has none. */
  readonly tags?: readonly string[];
  /** As in BCP 47: `en`, `zh`. */
  readonly language?: string;
  /** In the environment's own words. */
  readonly difficulty?: string;
  /** As in `train`, `test`. */
  readonly split?: string;
}

/** What decides the results of a run, besides its tasks. A run is resumed only with an equal one. */
export interface RunIdentity {
  /** What is played. */
  readonly environment: {
    /** Of the definition. */
    readonly name: string;
    /** Of the definition: runs of two versions are not compared unasked. */
    readonly version: string;
    /** With their defaults, as the definition's `parseOptions` returned them. */
    readonly options: JsonObject;
    /** The range of rewards, and from which one on an episode is a success. */
    readonly reward: RewardRange;
  };
  /** Who plays. */
  readonly agent: {
    /** Of the agent's definition. */
    readonly name: string;
    /** All that decides how it plays, besides the model. */
    readonly settings: JsonObject;
    /** Name of the script that it plays; absent for an agent that thinks for itself. */
    readonly script?: string;
  };
  /** Model name and sampling, by whatever names the caller gave. */
  readonly model: JsonObject;
  /** `null` when no task of the run uses one. */
  readonly sandbox: {
    /** The backend's name. */
    readonly kind: string;
    /** Versions of what decides its behaviour, as its probe told. */
    readonly version: string;
  } | null;
  /** Of each episode. */
  readonly limits: EpisodeLimits;
  /** Episodes per task. */
  readonly attempts: number;
  /** Of the run: what the episodes' own seeds are made of. */
  readonly seed: number;
}

/** One start of the run's process: the first, or a resumption. */
export interface RunLaunch {
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Episodes at the same time. */
  readonly concurrency: number;
  /** How often an episode is tried again that something other than the agent kept from a reward. */
  readonly retries?: number;
  /** Sandboxes at the same time; absent: no bound but the concurrency. */
  readonly maxSandboxes?: number;
  /** How long the process may work on the run; absent: no bound. */
  readonly maxSeconds?: number;
  /** US dollars. */
  readonly maxCost?: number;
  /** Milliseconds; the defaults hold where it names none. */
  readonly timeouts: Partial<EpisodeTimeouts>;
  /** Node.js's version, as in `v26.10.0`. */
  readonly node: string;
  /** Operating system, its release, and processor, as in `linux 6.8.0 x64`. */
  readonly platform: string;
  /** What the caller told: URLs, versions, … */
  readonly circumstances: JsonObject;
}

/** `run.json`: what was asked. */
export interface RunDescription {
  readonly format: typeof runFormat;
  /** The folder's name. */
  readonly runId: string;
  /** What decides the results. */
  readonly identity: RunIdentity;
  /** In the order in which they were given. */
  readonly tasks: readonly PlannedTask[];
  /** Tasks that were asked for but left out, since the sandbox lacks what they need. */
  readonly skipped: readonly SkippedTask[];
  /** Oldest first; never empty. */
  readonly launches: readonly RunLaunch[];
}

/** A task that was left out, since the sandbox lacks what it needs. */
export interface SkippedTask {
  /** The task's. */
  readonly id: string;
  /** What is lacking, in one line for people. */
  readonly reason: string;
}
