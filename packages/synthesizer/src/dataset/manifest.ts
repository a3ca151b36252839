import type { JsonObject, Usage } from "@agent-gym/core";
import type { RunIdentity } from "@agent-gym/runner";

import type { Expand } from "../formats/examples-of.ts";
import type { StageYield } from "../stages/run-stages.ts";
import type { Fates } from "./attempt-fates.ts";
import type { HistogramSummary } from "./histogram.ts";
import type { EmptyReason } from "./why-empty.ts";

/** The name of this version of a dataset's manifest. */
export const datasetFormat = "agent-gym-dataset/1";

/** A run that a dataset was made of. */
export interface ManifestRun {
  /** The run folder's name. */
  readonly run: string;
  /** What decided the run's results. */
  readonly identity: RunIdentity;
  /** How many it planned. */
  readonly tasks: number;
  /** Episodes that were planned, and of these: judged. */
  readonly planned: number;
  /** Episodes whose reward is a number. */
  readonly scored: number;
  /** What a resumption would still run. */
  readonly owed: number;
}

/** `manifest.json`: what a dataset holds and how it came to be. */
export interface DatasetManifest {
  readonly format: typeof datasetFormat;
  /** For people. */
  readonly name: string;
  /** Of the rows: `hermes`, `trl`, … */
  readonly rowFormat: string;
  /** Whether a conversation is one example, or each turn of it. */
  readonly expand: Expand;
  /** As the exporter chose them; absent members are the recorded or the dialect's own. */
  readonly rendering: JsonObject;
  /** An SPDX identifier, or `unknown`. */
  readonly license: string;
  /** Of packages and prompts, by name, as the exporter told; `format` is this manifest's own. */
  readonly versions: Readonly<Record<string, string>>;
  /** In the order in which they were given. */
  readonly runs: readonly ManifestRun[];
  /** What became of what the runs planned. */
  readonly counts: {
    /** Tasks of the runs. */
    readonly tasks: number;
    /** Planned episodes. */
    readonly attempts: number;
    /** Of these: without a conversation. */
    readonly missing: number;
    /** Attempts that every stage let through. */
    readonly kept: number;
    /**
     * Attempts that a stage turned down; they are in `rejected.jsonl`. Of these `fates` tells apart
     * which are used all the same, as the worse half of a pair.
     */
    readonly rejected: number;
    /** Records of the data files: several of one row where it was expanded. */
    readonly written: number;
    /** Examples that the format can't say; they are in `rejected.jsonl`. */
    readonly unwritable: number;
    /**
     * Pairs, labelled answers and single turns that hold exactly what an earlier record does; they are
     * in `rejected.jsonl`.
     */
    readonly repeated: number;
  };
  /** What became of each planned attempt; its numbers add up to `counts.attempts`. */
  readonly fates: Fates;
  /** Why there is no record, and what helps; absent when there is one. */
  readonly empty?: EmptyReason;
  /** What each stage did, in order. */
  readonly stages: readonly StageYield[];
  /** The data files. */
  readonly files: readonly {
    /** Relative to the manifest's folder. */
    readonly name: string;
    /** As in `train`. */
    readonly split: string;
    /** How many it holds. */
    readonly records: number;
    /** Its length. */
    readonly bytes: number;
    /** SHA-256 of its content. */
    readonly digest: string | null;
  }[];
  /** Of the records and the rows that they are of. */
  readonly statistics: {
    /** Of a record, as the counter that is named measures it. */
    readonly tokens: HistogramSummary & {
      /** Whether the counter estimates instead of tokenizing. */
      readonly estimated: boolean;
    };
    /** Of a kept row: its actions. */
    readonly turns: HistogramSummary;
    /** How often each tool is called in the kept rows. */
    readonly tools: Readonly<Record<string, number>>;
    /** Kept rows by their tasks' language; `unknown` where they name none. */
    readonly languages: Readonly<Record<string, number>>;
    /** Of the kept rows' tasks. */
    readonly licenses: Readonly<Record<string, number>>;
  };
  /** What `--check` found; absent when it was not asked for. */
  readonly check?: JsonObject;
  /** Tasks that rows were kept of. */
  readonly tasks: readonly {
    /** The task's id. */
    readonly id: string;
    /** SHA-256 of the canonical JSON of its data. */
    readonly digest: string;
    /** As in `train`. */
    readonly split: string;
    /** How many rows were kept of it. */
    readonly rows: number;
    /** How many records were written of them. */
    readonly records: number;
  }[];
  /** Of all tries, also of those that do not count: it was spent. Differs where a run was resumed. */
  readonly spent: Usage;
}
