import type { Action, JsonObject, Transcript } from "@agent-gym/core";

import type { Row } from "../row/row.ts";
import type { GroupTask } from "../row/task-group.ts";

/** A whole conversation, or one turn of it with all that came before. */
export interface ConversationExample {
  readonly kind: "conversation";
  /** The attempt that it is of. */
  readonly row: Row;
  /** The number of the action that is learned, from 0; absent: all whose loss says so. */
  readonly turn?: number;
}

/** Two answers to one prompt, of which one led further. */
export interface PreferenceExample {
  readonly kind: "preference";
  /** Ends in an observation. */
  readonly prompt: Transcript;
  /** The answer that led further. */
  readonly chosen: Action;
  /** The answer that did not. */
  readonly rejected: Action;
  /** The attempt that the prompt and the chosen answer are of. */
  readonly row: Row;
  /** The attempt that the rejected answer is of. */
  readonly rejectedRow: Row;
  /** The number of the action, from 0. */
  readonly turn: number;
}

/** One answer to a prompt, and whether it was good. */
export interface LabelExample {
  readonly kind: "label";
  /** Ends in an observation. */
  readonly prompt: Transcript;
  /** The answer that is judged. */
  readonly completion: Action;
  /** Whether it was good. */
  readonly label: boolean;
  /** The attempt that it is of. */
  readonly row: Row;
  /** The number of the answer's action, from 0. */
  readonly turn: number;
}

/** What a task asks, for a trainer that lets its model play. */
export interface PromptExample {
  readonly kind: "prompt";
  /** An attempt at the task: its first observation, instructions and tools are what is asked. */
  readonly row: Row;
  /** The task itself, for the trainer's reward. */
  readonly task: GroupTask;
  /** The place among the dataset's prompts, from 0. */
  readonly index: number;
  /** The split that the record goes to, as in `train`. */
  readonly split: string;
}

/** What a format writes as one record. */
export type Example = ConversationExample | PreferenceExample | LabelExample | PromptExample;

/** One of the four kinds of example. */
export type ExampleKind = Example["kind"];

/** A record, or why there can be none. */
export type Written =
  | {
      readonly ok: true;
      /** The record, as its line of JSON holds it. */
      readonly value: JsonObject;
    }
  | {
      readonly ok: false;
      /** A stable name in kebab-case. */
      readonly code: string;
      /** In one line for people. */
      readonly reason: string;
    };
