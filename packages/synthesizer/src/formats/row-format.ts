import type { DialectName } from "@agent-gym/agents";
import type { JsonObject, RenderSettings } from "@agent-gym/core";

import type { Example, ExampleKind, Written } from "./example.ts";

/** What the person who exports may choose. */
export interface FormatSettings {
  /** Thoughts of earlier turns. Default: as recorded, else what the format's dialect was made for. */
  readonly historyThoughts?: RenderSettings["historyThoughts"];
  /**
   * In place of the dialect's own prompt, in every language. Default: the recorded or the dialect's
   * own.
   */
  readonly systemPrompt?: string;
  /**
   * Where TRL's formats put thoughts. Default: `reasoning_content`; the templates of gpt-oss and LFM2.5
   * read `thinking`, which transformers 5 fills with either, and earlier ones do not.
   */
  readonly thoughtField?: "reasoning_content" | "thinking";
}

/** What a trainer's loader hands to the chat template, made of a record. */
export interface TemplateInput {
  /**
   * In the form that chat templates read: `role`, `content` and what else the trainer passes on.
   */
  readonly messages: readonly JsonObject[];
  /** In the form that chat templates read; none when absent. */
  readonly tools?: readonly JsonObject[];
  /** One per message: whether the trainer learns it. */
  readonly trained: readonly boolean[];
}

/** A column of a Parquet file: a list of `{role, content}`, an object of strings, or one value. */
export type ParquetColumn =
  | {
      /** The record's member that it is made of. */
      readonly name: string;
      /** Of its values; integers are of 64 bits. */
      readonly type: "string" | "boolean" | "integer";
      /** Not every record has it. */
      readonly optional?: true;
    }
  | {
      /** The record's member that it is made of. */
      readonly name: string;
      readonly type: "messages";
    }
  | {
      /** The record's member that it is made of. */
      readonly name: string;
      readonly type: "object";
      /** In the order of the column's fields. */
      readonly members: readonly {
        /** The object's member. */
        readonly name: string;
        /** Of its values; integers are of 64 bits. */
        readonly type: "string" | "boolean" | "integer";
      }[];
    };

/** A file that a trainer needs beside the data. */
export interface CompanionFile {
  /** Relative to the dataset's folder. */
  readonly name: string;
  /** The whole of it, as text. */
  readonly content: string;
}

/** A data file of a dataset, as it is called in its folder. */
export interface DataFile {
  /** As in `train`. */
  readonly split: string;
  /** Relative to the dataset's folder. */
  readonly name: string;
}

/**
 * How one trainer wants its data. All functions are pure.
 *
 * A format never drops anything in silence: what it can't say makes `write` return the reason.
 */
export interface RowFormat<Kind extends ExampleKind = ExampleKind> {
  /** As typed on the command line. */
  readonly name: string;
  /** Which trainer it is for and what a record holds, in one line for people. */
  readonly description: string;
  /** The kind of example that it is written of. */
  readonly takes: Kind;
  /** The dialect whose prompt and history the conversation is written with. */
  readonly dialect: DialectName;
  /** Whether a single turn of a conversation can be left out of the loss. */
  readonly masksTurns: boolean;
  /** There where the trainer has no place for thoughts: they are left out. */
  readonly withoutThoughts?: true;
  /** What the trainer must be told so that a record of one turn learns that turn alone. */
  readonly singleTurns?: string;
  /** What the trainer reads. */
  readonly file: "jsonl" | "parquet";
  /** Of the Parquet file. Absent: each member as text, JSON where it is none. */
  readonly columns?: readonly ParquetColumn[];
  /** The record of an example, or why there can be none. Never throws for what an example holds. */
  readonly write: (
    example: Extract<Example, { readonly kind: Kind }>,
    settings: FormatSettings,
  ) => Written;
  /** A record as its trainer's loader reads it: one conversation, or one per answer. */
  readonly read: (value: JsonObject) => readonly TemplateInput[];
  /** Files that the trainer needs beside the data. Default: none. */
  readonly companions?: (files: readonly DataFile[]) => readonly CompanionFile[];
  /** How a record becomes a file of its own, where the format wants one per task. */
  readonly single?: (value: JsonObject) => string;
  /** How to load the data, in Markdown, for the dataset's card. */
  readonly usage: (files: readonly DataFile[]) => string;
}

/** A format whose kind of example is not known to the caller. */
export type AnyRowFormat = { readonly [Kind in ExampleKind]: RowFormat<Kind> }[ExampleKind];
