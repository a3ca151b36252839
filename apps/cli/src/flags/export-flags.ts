/** Formats of a run's episodes, by name; `@agent-gym/runner` has them. */
export const episodeFormatNames: readonly string[] = ["jsonl", "csv", "junit"];

/** Formats of training rows, by name; `@agent-gym/synthesizer` has them. */
export const rowFormatNames: readonly string[] = [
  "hermes",
  "mirau",
  "openai",
  "trl",
  "trl-dpo",
  "trl-kto",
  "llamafactory",
  "ms-swift",
  "axolotl",
  "verl",
  "verl-rl",
  "atif",
];

/** The flags of `agent-gym export`, as the command line gave them. */
export interface ExportFlags {
  readonly format: string;
  readonly output?: string;
  readonly overwrite?: boolean;
  readonly check?: boolean;
  readonly template?: string;
  readonly expand?: "conversation" | "turn";
  readonly historyThoughts?: "keep" | "drop" | "last";
  /** Share of the tasks whose rows go into `validation`. */
  readonly split?: number;
  readonly parquet?: boolean;
  readonly license?: string;
  readonly allowVirtual?: boolean;
  readonly logDir: string;
  readonly json?: boolean;
}
