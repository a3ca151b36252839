import type {
  AgentDefinition,
  ChatModel,
  EnvironmentDefinition,
  EpisodeLimits,
  EpisodeTimeouts,
  JsonObject,
  ProviderError,
  SandboxProvider,
  Task,
} from "@agent-gym/core";

import type { RunSummary } from "../statistics/summarize.ts";
import type { RunBudget } from "./run-budget.ts";
import type { RunEvent } from "./run-event.ts";

/** What to run, how, and where its record goes. */
export interface RunOptions {
  /** The environment that is played. */
  readonly definition: EnvironmentDefinition;
  /** As `definition.parseOptions` returned them. Default: those of no options. */
  readonly options?: JsonObject;
  /** Of that environment; their ids must differ. */
  readonly tasks: readonly Task[];
  /** Who plays. */
  readonly agent: AgentDefinition;
  /** The model that plays a role. Needed only where the agent or the environment names a role. */
  readonly model?: (role: string) => ChatModel;
  /**
   * What decides the models' answers: names, sampling. Must be equal to resume. No secrets.
   * Default: none.
   */
  readonly modelIdentity?: JsonObject;
  /** What is told but may change on resuming: URLs, versions. No secrets. Default: none. */
  readonly circumstances?: JsonObject;
  /** Where commands run. Needed only by tasks that need a sandbox. */
  readonly sandboxes?: SandboxProvider;
  /** What the record says of the sandbox. Default: what the provider's probe says. */
  readonly sandbox?: {
    /** The backend's name. */
    readonly kind: string;
    /** Of what decides its behaviour. */
    readonly version: string;
  };
  /**
   * Leaves out tasks whose needs the sandbox does not meet, instead of refusing the run. Default:
   * `false`.
   */
  readonly skipUnmet?: boolean;
  /** Episodes per task. Default 1. */
  readonly attempts?: number;
  /** Episodes at the same time. Default 4. */
  readonly concurrency?: number;
  /**
   * Sandboxes at the same time, over all episodes. Default: no bound but `concurrency`. An episode
   * whose task needs a sandbox begins when there is a place for one.
   */
  readonly maxSandboxes?: number;
  /** Of each episode. Where it names no `wallMs`, that is an hour. */
  readonly limits?: EpisodeLimits;
  /** Milliseconds. Default: those of core, `defaultEpisodeTimeouts`. */
  readonly timeouts?: Partial<EpisodeTimeouts>;
  /** Default 0. */
  readonly seed?: number;
  /** The folder that holds the runs' folders; made if missing. */
  readonly logDir: string;
  /** The run's folder in it. Default: date, environment, agent and four random digits. */
  readonly runId?: string;
  /** Goes on with an existing run: whatever it still owes, and nothing else. Default: `false`. */
  readonly resume?: boolean;
  /**
   * On resuming, also tries again what ended without a reward by the verifier's or a limit's doing.
   * Default: `false`.
   */
  readonly retryErrors?: boolean;
  /**
   * How often an episode is tried again that its endpoint, its sandbox or the harness kept from a
   * reward, and never what the agent did or a limit; 0: never. Each try is a file and a line of its
   * own. What still fails is owed. Default 1.
   */
  readonly retries?: number;
  /**
   * The longest wait before the first retry, in milliseconds; it doubles with each, up to a minute, and
   * others are played meanwhile. Default 2,000.
   */
  readonly retryWaitMs?: number;
  /**
   * How many seconds this process may work on the run: then what is under way is cancelled, and
   * owed. Default: no bound.
   */
  readonly maxSeconds?: number;
  /** What the run may spend, watched call by call. Default: no bound. */
  readonly budget?: RunBudget;
  /** When it fires, nothing more is started; what is under way is finished. */
  readonly drain?: AbortSignal;
  /** When it fires, what is under way is cancelled, and owed. */
  readonly signal?: AbortSignal;
  /** Called with each event as it happens. What it throws ends the run. */
  readonly onEvent?: (event: RunEvent) => void;
}

/**
 * What ended a run early: whoever ran it, its time, its money, or an endpoint that answers nobody. The
 * rest is owed.
 */
export type RunStop = "drain" | "signal" | "time" | "budget" | "provider";

/** What became of a run. */
export interface RunResult {
  /** The run folder's name. */
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
  /** The numbers of the whole run, all its processes together. */
  readonly summary: RunSummary;
  /** Whether `drain` or `signal` left something owed. */
  readonly interrupted: boolean;
  /** What kept the run from trying all; absent when it came to its own end. */
  readonly stopped?: RunStop;
  /** Why the rest was not even tried: the endpoint refuses every call, or can't be reached. */
  readonly fatal?: ProviderError;
}
