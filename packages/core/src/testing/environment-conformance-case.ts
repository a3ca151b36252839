import type { Action } from "../action/action.ts";
import type {
  EnvironmentDefinition,
  EpisodeContext,
  Script,
} from "../environment/environment-definition.ts";
import type { Environment } from "../environment/environment.ts";
import type { JsonObject } from "../json/json.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { SandboxProvider } from "../sandbox/sandbox.ts";
import type { Task } from "../task/task.ts";
import type { PlayedEpisode, RecordedEpisode } from "./play-recorded.ts";

/** How an episode of a case differs from the others. */
interface PlayOptions {
  /** Default 200. */
  readonly turns?: number;
  readonly signal?: AbortSignal;
}

/** What a case works with. */
export interface EnvironmentTrial {
  readonly definition: EnvironmentDefinition;
  /** At least one; each passes the definition's own check, unless the case is about that. */
  readonly tasks: readonly Task[];
  /** As they were given, before any defaults. */
  readonly rawOptions: JsonObject;
  /** With defaults. */
  readonly options: JsonObject;
  /** Ends the case. */
  readonly signal: AbortSignal;
  /** How long anything that was told to stop may take, in milliseconds. */
  readonly settleMs: number;
  /** Of every episode. */
  readonly seed: number;
  /** Opens a guarded episode that a script plays, one action after another. */
  readonly open: (task: Task, script: Script, options?: PlayOptions) => Promise<RecordedEpisode>;
  /** Plays a script to its end, and tells everything about the episode. */
  readonly play: (task: Task, script: Script, options?: PlayOptions) => Promise<PlayedEpisode>;
  /** As they were given. */
  readonly sandboxes: SandboxProvider | undefined;
  /** Who plays the roles in the episodes of a task. */
  readonly model: (task: Task) => (role: string) => ChatModel;
  /** What an environment or a grader of no session is handed; its sandboxes are swept. */
  readonly context: (task: Task) => EpisodeContext;
  /** An environment without a session around it; it is closed when the case is over. */
  readonly create: (task: Task) => Promise<Environment>;
  /** Ids of the sandboxes that the environments of {@link create} have open. */
  readonly openSandboxes: () => readonly string[];
  /** Actions that the author wants tried. */
  readonly actions: (task: Task) => readonly Action[];
  /** Actions that take for ever. */
  readonly endless: (task: Task) => readonly Action[];
}

/** One rule that an environment keeps. */
export interface EnvironmentCase {
  readonly name: string;
  /** What its author does where it is broken: half a sentence behind "To mend it, ". */
  readonly remedy: string;
  readonly run: (trial: EnvironmentTrial) => Promise<void>;
}
