import type { Json, JsonObject, RenderSettings, Transcript, Usage } from "@agent-gym/core";

/** The name of this version of the canonical row. */
export const rowFormat = "agent-gym-row/1";

/** What one stage said of a row. */
export interface StageDecision {
  /** The stage's name. */
  readonly stage: string;
  /** What became of the row. */
  readonly decision: "kept" | "changed" | "rejected";
  /** A stable name in kebab-case of why it was rejected or changed. */
  readonly code?: string;
  /** The same in words. */
  readonly reason?: string;
  /** What was measured, where something was. */
  readonly note?: Json;
}

/** With which settings the teacher's prompts were rendered. */
export interface RecordedSettings extends RenderSettings {
  /** The dialect's name, as in the agent's settings. */
  readonly dialect: string;
  /** `custom` where a user gave the prompt. */
  readonly systemPromptVersion: string;
}

/** Where a row comes from: enough to find its episode, and to make it again. */
export interface Provenance {
  /** The run folder's name. */
  readonly run: string;
  /** The task's id. */
  readonly task: string;
  /** Of the task's data. */
  readonly digest: string;
  /** From 0. */
  readonly attempt: number;
  /** The agent's seed in that attempt; `null` where the record does not say. */
  readonly seed: number | null;
  /** What was played. */
  readonly environment: {
    /** Of the definition. */
    readonly name: string;
    /** Of the definition. */
    readonly version: string;
  };
  /** Where commands ran; `null` when no task of the run used a sandbox. */
  readonly sandbox: {
    /** The backend's name. */
    readonly kind: string;
    /** Of what decides its behaviour. */
    readonly version: string;
  } | null;
  /** Who spoke. */
  readonly teacher: {
    /** The agent's name. */
    readonly agent: string;
    /** Names of the models, as their servers gave them; none for an agent without a model. */
    readonly models: readonly string[];
    /** The dialect's name; absent for agents that render no prompts. */
    readonly dialect?: string;
    /** `custom` where a user gave the prompt; absent for agents that render no prompts. */
    readonly systemPromptVersion?: string;
  };
  /** What decided the teacher's words, as the run and its requests record it. */
  readonly sampling: JsonObject;
  /** What the attempt was worth. */
  readonly verdict: {
    /** `null` when nobody could judge. */
    readonly reward: number | null;
    /** As the run's index says; `false` when there is no reward. */
    readonly success: boolean;
    /** The verdict's other numbers, by name. */
    readonly scores?: Readonly<Record<string, number | null>>;
    /** Why nobody could judge. */
    readonly reason?: string;
  };
  /** `completed`, `limit:turns`, `error:provider`, `cancelled`. */
  readonly ending: string;
  /** Of the attempt, over all its model roles. */
  readonly usage: Usage;
  /** SHA-256 of the instructions and the first observation. */
  readonly promptDigest: string;
  /** SHA-256 of the tools, as the agent was told of them. */
  readonly toolsDigest: string;
  /** The task's, as in BCP 47. */
  readonly language?: string;
  /** The task's: an SPDX identifier. */
  readonly license?: string;
  /** Where the task comes from, as it says itself. */
  readonly source?: string;
}

/** One attempt at a task as a training example: the conversation, where the loss lies, its origin. */
export interface Row {
  readonly format: typeof rowFormat;
  /** `<run>/<task>#<attempt>`: the same whenever the row is made again. */
  readonly id: string;
  /** Ends in an action: what came after the last one teaches nothing. */
  readonly transcript: Transcript;
  /** One per action: whether it is trained on. */
  readonly loss: readonly boolean[];
  /** `undefined` for agents that render no prompts. */
  readonly settings: RecordedSettings | undefined;
  /** Where it comes from. */
  readonly provenance: Provenance;
}

/** A row that a stage has turned down. */
export interface RejectedRow {
  /** As the stage that turned it down saw it. */
  readonly row: Row;
  /** What each stage said, up to the one that turned it down. */
  readonly decisions: readonly StageDecision[];
}
