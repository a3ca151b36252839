import type { Json, JsonObject, RenderSettings, Transcript, Usage } from "@agent-gym/core";

/** The name of this version of the canonical row. */
export const rowFormat = "agent-gym-row/1";

/** What one stage said of a row. */
export interface StageDecision {
  readonly stage: string;
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
  readonly dialect: string;
  /** `custom` where a user gave the prompt. */
  readonly systemPromptVersion: string;
}

/** Where a row comes from: enough to find its episode, and to make it again. */
export interface Provenance {
  readonly run: string;
  readonly task: string;
  /** Of the task's data. */
  readonly digest: string;
  readonly attempt: number;
  /** The agent's seed in that attempt; `null` where the record does not say. */
  readonly seed: number | null;
  readonly environment: { readonly name: string; readonly version: string };
  readonly sandbox: { readonly kind: string; readonly version: string } | null;
  readonly teacher: {
    readonly agent: string;
    /** Names of the models, as their servers gave them; none for an agent without a model. */
    readonly models: readonly string[];
    readonly dialect?: string;
    readonly systemPromptVersion?: string;
  };
  /** What decided the teacher's words, as the run and its requests record it. */
  readonly sampling: JsonObject;
  readonly verdict: {
    readonly reward: number | null;
    readonly success: boolean;
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
  readonly language?: string;
  readonly license?: string;
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
  readonly provenance: Provenance;
}

/** A row that a stage has turned down. */
export interface RejectedRow {
  readonly row: Row;
  readonly decisions: readonly StageDecision[];
}
