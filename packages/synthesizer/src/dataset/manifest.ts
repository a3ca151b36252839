import type { JsonObject, Usage } from "@agent-gym/core";
import type { RunIdentity } from "@agent-gym/runner";

import type { Expand } from "../formats/examples-of.ts";
import type { StageYield } from "../stages/run-stages.ts";
import type { HistogramSummary } from "./histogram.ts";

/** The name of this version of a dataset's manifest. */
export const datasetFormat = "agent-gym-dataset/1";

/** A run that a dataset was made of. */
export interface ManifestRun {
  readonly run: string;
  readonly identity: RunIdentity;
  readonly tasks: number;
  /** Episodes that were planned, and of these: judged. */
  readonly planned: number;
  readonly scored: number;
  /** What a resumption would still run. */
  readonly owed: number;
}

/** `manifest.json`: what a dataset holds and how it came to be. */
export interface DatasetManifest {
  readonly format: typeof datasetFormat;
  readonly name: string;
  /** Of the rows: `hermes`, `trl`, … */
  readonly rowFormat: string;
  readonly expand: Expand;
  /** As the exporter chose them; absent members are the recorded or the dialect's own. */
  readonly rendering: JsonObject;
  readonly license: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly runs: readonly ManifestRun[];
  readonly counts: {
    readonly tasks: number;
    /** Planned episodes. */
    readonly attempts: number;
    /** Of these: without a conversation. */
    readonly missing: number;
    /** Attempts that became rows of the dataset. */
    readonly kept: number;
    readonly rejected: number;
    /** Records of the data files: several of one row where it was expanded. */
    readonly written: number;
    /** Examples that the format can't say; they are in `rejected.jsonl`. */
    readonly unwritable: number;
  };
  readonly stages: readonly StageYield[];
  readonly files: readonly {
    readonly name: string;
    readonly split: string;
    readonly records: number;
    readonly bytes: number;
    readonly digest: string | null;
  }[];
  readonly statistics: {
    /** Of a record, as the counter that is named measures it. */
    readonly tokens: HistogramSummary & { readonly estimated: boolean };
    readonly turns: HistogramSummary;
    /** How often each tool is called in the kept rows. */
    readonly tools: Readonly<Record<string, number>>;
    readonly languages: Readonly<Record<string, number>>;
    /** Of the kept rows' tasks. */
    readonly licenses: Readonly<Record<string, number>>;
  };
  /** What `--check` found; absent when it was not asked for. */
  readonly check?: JsonObject;
  /** Tasks that rows were kept of. */
  readonly tasks: readonly {
    readonly id: string;
    readonly digest: string;
    readonly split: string;
    readonly rows: number;
  }[];
  /** Of all tries, also of those that do not count: it was spent. Differs where a run was resumed. */
  readonly spent: Usage;
}
