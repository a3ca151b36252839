import type { Action } from "../action/action.ts";
import type { Observation } from "../action/observation.ts";
import type { Transcript } from "../action/transcript.ts";
import type { Json, JsonObject } from "../json/json.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { Capability, SandboxProvider } from "../sandbox/sandbox.ts";
import type { Task } from "../task/task.ts";
import type { Ending } from "./ending.ts";
import type { Environment, Start } from "./environment.ts";
import type { Evidence } from "./evidence.ts";
import type { Verdict } from "./verdict.ts";

/** What an environment will use, known before anything starts. */
export interface Needs {
  /** Absent: no sandbox at all. Empty: any sandbox. */
  readonly sandbox?: readonly Capability[];
  /** Model roles besides the agent's. */
  readonly roles?: readonly string[];
}

/** What an environment is handed for one episode. */
export interface EpisodeContext {
  /** Tracked: a sandbox that the environment forgets is swept at the end, and reported. */
  readonly sandboxes: SandboxProvider;
  /**
   * The model that plays a role. Metered: every call is an event with its role and usage.
   *
   * @throws UsageError when the run has no model for that role.
   */
  readonly model: (role: string) => ChatModel;
  /** Writes an event of the environment's own into the record. */
  readonly note: (kind: string, data: JsonObject) => void;
  /** Equal for all attempts at a task, so that they start from one state. */
  readonly seed: number;
}

/** What a grader gets: what was recorded, nothing that the agent still holds. */
export interface GradeInput<T, Data> {
  /** The task that was played. */
  readonly task: T;
  /** What the environment left behind; taken before it was closed. */
  readonly evidence: Evidence<Data>;
  /** All that was said. */
  readonly transcript: Transcript;
  /** How the episode ended, which says nothing about its worth. */
  readonly ending: Ending;
  /** One per step of the environment; `null` also where the step said nothing. */
  readonly stepRewards: readonly (number | null)[];
}

/** A reference solution, a cheat, a null agent: reacts to what it sees. */
export type Script = (start: Start) => Generator<Action, void, Observation>;

/** Scripts that prove a task. */
export interface TaskScripts {
  /** Scores full marks. */
  readonly solution?: Script;
  /** Each tries to score without solving, and must not. */
  readonly cheats?: Readonly<Record<string, Script>>;
}

/** The range of rewards, and from which reward on an episode is a success. */
export interface RewardRange {
  /** Both ends included. A reward outside of it makes the episode unscored. */
  readonly range: readonly [minimum: number, maximum: number];
  /** The least reward that is a success, unless a verdict says otherwise. */
  readonly success: number;
}

/** Which tasks of an environment are wanted. */
export interface TaskQuery {
  /** As tasks name it in their `split`; all when absent. Tasks without one belong to no split. */
  readonly split?: string;
  /** For environments that generate tasks. */
  readonly seed?: number;
  /** Ends the listing. */
  readonly signal?: AbortSignal;
}

/**
 * What an environment's package publishes. Made by {@link defineEnvironment}; its types are erased:
 * each member takes raw JSON, validates it, then calls the author's typed code.
 */
export interface EnvironmentDefinition {
  readonly specificationVersion: "v1";
  readonly kind: "environment";
  /** As typed on the command line: `cmd`. */
  readonly name: string;
  /** Of the definition: results of two versions are not compared unasked. */
  readonly version: string;
  /** One line for people. */
  readonly description: string;
  /** JSON Schema of a task's data. */
  readonly taskSchema: JsonObject;
  /** JSON Schema of the environment's options. */
  readonly optionsSchema: JsonObject;
  /** Which rewards `grade` may give. */
  readonly reward: RewardRange;
  /** Model roles that it may ask for, each with what it does. */
  readonly roles: Readonly<Record<string, string>>;
  /**
   * Options with their defaults; recorded.
   *
   * @throws UsageError
   */
  readonly parseOptions: (raw: JsonObject) => JsonObject;
  /**
   * Checks a task's data against the schema and the author's own rules.
   *
   * @throws InvalidTaskError with one line per fault.
   */
  readonly check: (task: Task) => void;
  /** What an episode of this task needs: of its sandbox, of model roles. */
  readonly needs: (task: Task, options: JsonObject) => Needs;
  /** Tasks that it ships or generates, lazily. */
  readonly tasks?: (query: TaskQuery) => AsyncIterable<JsonObject>;
  /** One environment for one episode; two never share state. */
  readonly create: (
    task: Task,
    options: JsonObject,
    context: EpisodeContext,
  ) => Promise<Environment>;
  /**
   * A function of what was recorded, so that an old run can be judged again. Whatever it throws makes
   * the episode unscored.
   */
  readonly grade: (
    input: GradeInput<Task, Json>,
    options: JsonObject,
    context: EpisodeContext & { readonly signal: AbortSignal },
  ) => Promise<Verdict>;
  /** What proves the task; empty when its author gave no script. */
  readonly scripts: (task: Task, options: JsonObject) => TaskScripts;
}
