import type { Action } from "../action/action.ts";
import type { JsonObject } from "../json/json.ts";
import type { ChatModel } from "../model/chat-model.ts";
import type { SandboxProvider } from "../sandbox/sandbox.ts";
import type { Task } from "../task/task.ts";
import type { ConformanceCase, ConformanceSkip } from "./conformance-case.ts";

/** What an environment is tried with. */
export interface EnvironmentConformanceOptions {
  /** A few tasks, as a task file holds them. Each case plays all of them. */
  readonly tasks: readonly JsonObject[];
  /** Of the environment, as an author's user would give them. None by default. */
  readonly options?: JsonObject;
  /** Absent: an environment that asks for a sandbox fails. */
  readonly sandboxes?: SandboxProvider;
  /** Who plays a role in the episodes of a task. Absent: an environment that asks for a model fails. */
  readonly model?: (role: string, task: Task) => ChatModel;
  /**
   * Actions to try besides those that the kit makes up out of the tools' schemas, such as one that does
   * harm.
   */
  readonly actions?: (task: Task) => readonly Action[];
  /** Actions that take for ever, for the case about steps that are told to stop; tried only there. */
  readonly endless?: (task: Task) => readonly Action[];
  /** How long something that was told to stop may take, in milliseconds. Default 10,000. */
  readonly settleMs?: number;
  /**
   * How long one call of the environment may take at most, in milliseconds: to make it, a reset, a
   * step, the evidence, a grading. Default 60,000.
   */
  readonly callMs?: number;
  /** Ends a case under way, which then rejects with its reason once everything is closed. */
  readonly signal?: AbortSignal;
  /** What this environment does not do, and why. A skip whose rule holds after all fails. */
  readonly skip?: readonly ConformanceSkip[];
  /** Cases of the author's own; they come last. Their names must differ from the kit's. */
  readonly extra?: readonly ConformanceCase[];
}
