import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "@agent-gym/core";
import { RecordError } from "@agent-gym/runner";

import type { RowChecker } from "../check/row-checker.ts";
import type { Example } from "../formats/example.ts";
import { type Expand, examplesOf } from "../formats/examples-of.ts";
import type { AnyRowFormat, FormatSettings } from "../formats/row-format.ts";
import { writeExample } from "../formats/write-example.ts";
import type { Row, StageDecision } from "../row/row.ts";
import type { TaskSelection } from "../stages/run-stages.ts";
import type { TokenCounter } from "../tokens/token-counter.ts";
import { AttemptFates, type AttemptUse, type ExampleFate } from "./attempt-fates.ts";
import { DatasetStatistics } from "./dataset-statistics.ts";
import { jsonLinesSink } from "./json-lines-sink.ts";
import type { DatasetManifest } from "./manifest.ts";
import { parquetSink, textColumns } from "./parquet-sink.ts";
import type { RecordSink } from "./record-sink.ts";
import { rejectedRecord } from "./rejected-record.ts";
import { RepeatedRecords } from "./repeated-records.ts";
import { rowFileName } from "./row-file-name.ts";
import { type SplitOptions, splitOf } from "./split-of.ts";
import { WhyEmpty } from "./why-empty.ts";

interface WritingOptions {
  readonly folder: string;
  readonly format: AnyRowFormat;
  readonly expand: Expand;
  readonly rendering: FormatSettings;
  readonly split: SplitOptions;
  readonly parquet: boolean;
  readonly counter: TokenCounter;
  readonly checker?: RowChecker;
}

interface SplitFiles {
  readonly sinks: RecordSink[];
  records: number;
  prompts: number;
}

type Finished = Pick<
  DatasetManifest,
  "counts" | "fates" | "empty" | "files" | "statistics" | "tasks"
>;

/** An example that did not become a record. */
interface Refused {
  readonly row: Row;
  readonly decisions: readonly StageDecision[];
  readonly place: JsonObject;
}

/** The data files of a dataset while they are being written; one task's selection after the other. */
export class WritingDataset implements Disposable {
  readonly #options: WritingOptions;
  readonly #splits = new Map<string, SplitFiles>();
  readonly #rejected: RecordSink;
  readonly #provenance: RecordSink;
  readonly #statistics: DatasetStatistics;
  readonly #fates: AttemptFates;
  readonly #whyEmpty: WhyEmpty = new WhyEmpty();
  readonly #repeated: RepeatedRecords = new RepeatedRecords();
  readonly #tasks: DatasetManifest["tasks"][number][] = [];
  readonly #names = new Set<string>();
  readonly #counts = {
    tasks: 0,
    missing: 0,
    kept: 0,
    rejected: 0,
    written: 0,
    unwritable: 0,
    repeated: 0,
  };

  constructor(options: WritingOptions) {
    this.#options = options;
    const { folder, counter, format } = options;
    this.#statistics = new DatasetStatistics(counter);
    this.#fates = new AttemptFates(format.takes);
    this.#rejected = jsonLinesSink(folder, "rejected.jsonl");
    this.#provenance = jsonLinesSink(folder, "provenance.jsonl");
    if (format.single !== undefined) mkdirSync(join(folder, "rows"));
  }

  get progress(): Pick<Finished["counts"], "tasks" | "kept" | "rejected" | "written"> {
    const { tasks, kept, rejected, written } = this.#counts;
    return { tasks, kept, rejected, written };
  }

  add(selection: TaskSelection): void {
    const { task, kept, rejected } = selection;
    const { format, expand, split: splitting } = this.#options;
    const split = splitOf(task, splitting);
    const before = this.#counts.written;
    this.#counts.tasks += 1;
    this.#whyEmpty.add(selection);
    const decisionsOf = new Map(
      [...kept, ...rejected].map(({ row, decisions }) => [row, decisions]),
    );
    for (const { row } of kept) {
      this.#counts.kept += 1;
      this.#statistics.addRow(row);
    }
    const index = this.#splits.get(split)?.prompts ?? 0;
    const refused: Refused[] = [];
    const examples = examplesOf(selection, format.takes, { expand, index, split }).map(
      (example): readonly [Example, ExampleFate] => {
        const decisions = decisionsOf.get(example.row) ?? [];
        const wrong = this.#write(example, split, decisions);
        if (wrong === undefined) return [example, "written"];
        const { row } = example;
        refused.push({ row, decisions: [...decisions, wrong], place: placeOf(example) });
        return [example, { code: wrong.code }];
      },
    );
    this.#tellOfTheRest(selection, this.#fates.add(selection, examples));
    for (const { row, decisions, place } of refused) {
      this.#rejected.write(rejectedRecord(row, decisions, place));
    }
    if (kept.length === 0) return;
    const { id, digest } = task;
    const records = this.#counts.written - before;
    this.#tasks.push({ id, digest, split, rows: kept.length, records });
  }

  /** Attempts without a conversation, and those that a stage turned down. */
  #tellOfTheRest(
    { task, rejected, missing }: TaskSelection,
    used: ReadonlyMap<Row, AttemptUse>,
  ): void {
    for (const { attempt, reason } of missing) {
      this.#counts.missing += 1;
      this.#rejected.write({
        task: task.id,
        digest: task.digest,
        attempt,
        stage: "record",
        code: "no-conversation",
        reason,
      });
    }
    for (const { row, decisions } of rejected) {
      this.#counts.rejected += 1;
      const use = used.get(row);
      this.#rejected.write(
        rejectedRecord(row, decisions, use === undefined ? {} : { usedAs: use }),
      );
    }
  }

  /** Closes the files and sums up. */
  finish(attempts: number, stages: readonly string[]): Finished {
    // An empty dataset is one too: its file is there.
    if (this.#splits.size === 0) this.#openSplit("train", {});
    const files = [...this.#splits]
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .flatMap(([split, { sinks, records }]) =>
        sinks.map((sink) => ({ name: sink.name, split, records, ...sink.finish() })),
      );
    this.#rejected.finish();
    this.#provenance.finish();
    const counts = { ...this.#counts, attempts };
    const fates = this.#fates.fates(stages);
    const empty = this.#whyEmpty.reason({ counts, fates }, this.#options.format);
    return {
      counts,
      fates,
      ...(empty === undefined ? {} : { empty }),
      files,
      statistics: this.#statistics.summary(),
      tasks: this.#tasks,
    };
  }

  [Symbol.dispose](): void {
    for (const { sinks } of this.#splits.values()) for (const sink of sinks) sink.close();
    this.#rejected.close();
    this.#provenance.close();
  }

  /** Writes an example's record, or says why there is none. */
  #write(
    example: Example,
    split: string,
    decisions: readonly StageDecision[],
  ): (StageDecision & { readonly code: string }) | undefined {
    const { format, rendering, checker } = this.#options;
    const written = writeExample(format, example, rendering);
    if (!written.ok) {
      const { code, reason } = written;
      this.#counts.unwritable += 1;
      return { stage: `format-${format.name}`, decision: "rejected", code, reason };
    }
    const { value } = written;
    const earlier = this.#repeated.earlier(value, example);
    if (earlier !== undefined) {
      this.#counts.repeated += 1;
      const code = "repeated-record";
      const reason = `it holds exactly what a record of ${earlier} does`;
      return { stage: `format-${format.name}`, decision: "rejected", code, reason, note: earlier };
    }
    checker?.check(value, example);
    this.#statistics.addRecord(value, format);
    const files = this.#splits.get(split) ?? this.#openSplit(split, value);
    for (const sink of files.sinks) sink.write(value);
    files.records += 1;
    if (example.kind === "prompt") files.prompts += 1;
    this.#counts.written += 1;
    this.#provenance.write({
      split,
      line: files.records,
      row: example.row.id,
      ...placeOf(example),
      ...(example.kind === "preference" ? { rejected: example.rejectedRow.id } : {}),
      ...asJson(example.row.provenance),
      stages: asJson(decisions),
    });
    this.#writeSingle(example, value);
    return undefined;
  }

  #writeSingle(example: Example, value: JsonObject): void {
    const { format, folder } = this.#options;
    if (format.single === undefined) return;
    const turn = example.kind === "conversation" ? example.turn : undefined;
    const path = join(folder, "rows", this.#freeName(rowFileName(example.row, turn)));
    try {
      writeFileSync(path, format.single(value));
    } catch (error) {
      throw RecordError.writing(path, error);
    }
  }

  /** Two runs may hold the same attempt. */
  #freeName(name: string): string {
    let free = name;
    for (let count = 2; this.#names.has(free); count += 1) {
      free = name.replace(/\.json$/, `-${count}.json`);
    }
    this.#names.add(free);
    return free;
  }

  #openSplit(split: string, first: JsonObject): SplitFiles {
    const { folder, format, parquet } = this.#options;
    const metadata = { "agent-gym.format": format.name, "agent-gym.split": split };
    const columns = format.columns ?? textColumns(first);
    const sinks =
      format.file === "parquet"
        ? [parquetSink(folder, `${split}.parquet`, { columns, metadata })]
        : [
            jsonLinesSink(folder, `${split}.jsonl`),
            ...(parquet && columns.length > 0
              ? [parquetSink(folder, `${split}.parquet`, { columns, metadata })]
              : []),
          ];
    const files: SplitFiles = { sinks, records: 0, prompts: 0 };
    this.#splits.set(split, files);
    return files;
  }
}

function placeOf(example: Example): JsonObject {
  if (example.kind === "prompt") return {};
  if (example.kind === "conversation") {
    return example.turn === undefined ? {} : { turn: example.turn + 1 };
  }
  return { turn: example.turn + 1 };
}

function asJson(value: object): JsonObject {
  return value as unknown as JsonObject;
}
