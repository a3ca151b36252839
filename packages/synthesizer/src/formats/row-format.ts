import type { DialectName } from "@agent-gym/agents";
import type { JsonObject, RenderSettings } from "@agent-gym/core";

import type { Example, ExampleKind, Written } from "./example.ts";

/** What the person who exports may choose. */
export interface FormatSettings {
  /** Thoughts of earlier turns. Default: as recorded, else what the format's dialect was made for. */
  readonly historyThoughts?: RenderSettings["historyThoughts"];
  /** In place of the dialect's own prompt, in every language. */
  readonly systemPrompt?: string;
  /**
   * Where TRL's formats put thoughts. Default: `reasoning_content`; the templates of gpt-oss read
   * `thinking`.
   */
  readonly thoughtField?: "reasoning_content" | "thinking";
}

/** What a trainer's loader hands to the chat template, made of a record. */
export interface TemplateInput {
  readonly messages: readonly JsonObject[];
  readonly tools?: readonly JsonObject[];
  /** One per message: whether the trainer learns it. */
  readonly trained: readonly boolean[];
}

/** A column of a Parquet file: a list of `{role, content}`, an object of strings, or one value. */
export type ParquetColumn =
  | {
      readonly name: string;
      readonly type: "string" | "boolean" | "integer";
      /** Not every record has it. */
      readonly optional?: true;
    }
  | { readonly name: string; readonly type: "messages" }
  | {
      readonly name: string;
      readonly type: "object";
      readonly members: readonly {
        readonly name: string;
        readonly type: "string" | "boolean" | "integer";
      }[];
    };

/** A file that a trainer needs beside the data. */
export interface CompanionFile {
  readonly name: string;
  readonly content: string;
}

/** A data file of a dataset, as it is called in its folder. */
export interface DataFile {
  readonly split: string;
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
  readonly description: string;
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
  readonly write: (
    example: Extract<Example, { readonly kind: Kind }>,
    settings: FormatSettings,
  ) => Written;
  /** A record as its trainer's loader reads it: one conversation, or one per answer. */
  readonly read: (value: JsonObject) => readonly TemplateInput[];
  readonly companions?: (files: readonly DataFile[]) => readonly CompanionFile[];
  /** How a record becomes a file of its own, where the format wants one per task. */
  readonly single?: (value: JsonObject) => string;
  /** How to load the data, in Markdown, for the dataset's card. */
  readonly usage: (files: readonly DataFile[]) => string;
}

/** A format whose kind of example is not known to the caller. */
export type AnyRowFormat = { readonly [Kind in ExampleKind]: RowFormat<Kind> }[ExampleKind];
