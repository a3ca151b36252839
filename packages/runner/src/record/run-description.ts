import type { EpisodeLimits, EpisodeTimeouts, JsonObject, RewardRange } from "@agent-gym/core";

/** The name of this version of a run's folder. */
export const runFormat = "agent-gym-run/1";

/** A planned task, as `run.json` names it. */
export interface PlannedTask {
  readonly id: string;
  readonly digest: string;
  readonly tags?: readonly string[];
  readonly language?: string;
  readonly difficulty?: string;
  readonly split?: string;
}

/** What decides the results of a run, besides its tasks. A run is resumed only with an equal one. */
export interface RunIdentity {
  readonly environment: {
    readonly name: string;
    readonly version: string;
    readonly options: JsonObject;
    readonly reward: RewardRange;
  };
  readonly agent: {
    readonly name: string;
    readonly settings: JsonObject;
    readonly script?: string;
  };
  /** Model name and sampling, by whatever names the caller gave. */
  readonly model: JsonObject;
  /** `null` when no task of the run uses one. */
  readonly sandbox: { readonly kind: string; readonly version: string } | null;
  readonly limits: EpisodeLimits;
  readonly attempts: number;
  readonly seed: number;
}

/** One start of the run's process: the first, or a resumption. */
export interface RunLaunch {
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly concurrency: number;
  readonly retries?: number;
  readonly maxSandboxes?: number;
  readonly maxSeconds?: number;
  /** US dollars. */
  readonly maxCost?: number;
  readonly timeouts: Partial<EpisodeTimeouts>;
  readonly node: string;
  readonly platform: string;
  /** What the caller told: URLs, versions, … */
  readonly circumstances: JsonObject;
}

/** `run.json`: what was asked. */
export interface RunDescription {
  readonly format: typeof runFormat;
  readonly runId: string;
  readonly identity: RunIdentity;
  readonly tasks: readonly PlannedTask[];
  /** Tasks that were asked for but left out, since the sandbox lacks what they need. */
  readonly skipped: readonly SkippedTask[];
  /** Oldest first; never empty. */
  readonly launches: readonly RunLaunch[];
}

export interface SkippedTask {
  readonly id: string;
  readonly reason: string;
}
