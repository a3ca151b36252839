import type { JsonObject } from "@agent-gym/core";

import type { AnyRowFormat } from "../formats/row-format.ts";
import type { AttemptUse } from "./attempt-fates.ts";
import { histogramText } from "./histogram.ts";
import type { DatasetManifest } from "./manifest.ts";

/** The dataset's `README.md`, with the metadata that Hugging Face reads at its head. */
export function datasetCard(manifest: DatasetManifest, format: AnyRowFormat): string {
  const { statistics, counts } = manifest;
  const { tokens, turns } = statistics;
  return `${[
    frontMatter(manifest),
    `# ${manifest.name}`,
    ...(manifest.empty === undefined ? [] : [`It holds no record: ${manifest.empty.reason}.`]),
    `${counts.written} records in the format \`${manifest.rowFormat}\` (${format.description}), made of ${isVerified(manifest) && format.takes !== "label" && format.takes !== "preference" ? "verified " : ""}attempts at ${manifest.tasks.filter(({ records }) => records > 0).length} of ${counts.tasks} tasks. Made with Agent Gym; every record's origin is in \`provenance.jsonl\`, what was turned down in \`rejected.jsonl\`, all settings in \`manifest.json\`.`,
    "## Loading",
    format.usage(manifest.files.map(({ split, name }) => ({ split, name }))),
    table(
      ["file", "split", "records", "bytes", "SHA-256"],
      manifest.files.map((file) => [
        `\`${file.name}\``,
        file.split,
        file.records,
        file.bytes,
        `\`${file.digest?.slice(0, 16) ?? ""}\``,
      ]),
    ),
    "## Where it comes from",
    origins(manifest),
    "## What was left out",
    table(["what became of the attempts", "attempts"], fateRows(manifest)),
    `${counts.unwritable} examples could not be said in this format; ${counts.repeated} held exactly what an earlier record does.`,
    table(
      ["stage", "what it does", "in", "out", "changed", "reasons"],
      manifest.stages.map((stage) => [
        stage.stage,
        stage.description,
        stage.in,
        stage.out,
        stage.changed,
        Object.entries(stage.reasons)
          .map(([code, count]) => `${code} ${count}`)
          .join(", "),
      ]),
    ),
    contamination(manifest),
    personalData(manifest),
    "## Figures",
    `Tokens of a record (${tokens.estimated ? "estimated, no tokenizer was given" : "measured with the student's tokenizer"}): ${tokens.least} to ${tokens.most}, mean ${tokens.mean}.`,
    fenced(histogramText(tokens)),
    `Turns of a row: ${turns.least} to ${turns.most}, mean ${turns.mean}.`,
    fenced(histogramText(turns)),
    countTable("tool", "calls", statistics.tools),
    countTable("language", "rows", statistics.languages),
    countTable("licence of the task", "rows", statistics.licenses),
    "## Licence",
    manifest.license === "unknown"
      ? "Nobody has said under which licence this dataset may be used. The terms of the teacher's provider and the licences of the tasks apply."
      : `${manifest.license}, as whoever made it says. The terms of the teacher's provider and the licences of the tasks apply besides.`,
  ]
    .filter((part) => part !== "")
    .join("\n\n")}\n`;
}

/** One line for each fate of attempts; they add up to the last one. */
function fateRows({
  fates,
  counts,
}: DatasetManifest): readonly (readonly [what: string, count: number])[] {
  const { used, unused, turnedDown, missing } = fates;
  return [
    ...Object.entries(used).map(([use, count]) => [usedAs[use as AttemptUse], count] as const),
    ...Object.entries(unused).map(([code, count]) => [`in no record: ${code}`, count] as const),
    ...Object.entries(turnedDown).flatMap(([stage, reasons]) =>
      Object.entries(reasons).map(
        ([code, count]) => [`turned down by ${stage}: ${code}`, count] as const,
      ),
    ),
    ...Object.entries(missing).map(
      ([ending, count]) => [`without a conversation: ${ending}`, count] as const,
    ),
    ["planned", counts.attempts],
  ];
}

const usedAs: Readonly<Record<AttemptUse, string>> = {
  row: "rows",
  chosen: "chosen halves of pairs",
  rejected: "rejected halves of pairs",
  good: "good answers",
  bad: "bad answers",
  prompt: "tasks' prompts",
};

/** Whether every row had to be a success. */
function isVerified({ stages }: DatasetManifest): boolean {
  return stages.some(({ stage }) => stage === "verified");
}

function frontMatter(manifest: DatasetManifest): string {
  const { statistics, files, counts, license } = manifest;
  const languages = Object.keys(statistics.languages).filter((language) =>
    /^[a-z]{2,3}(?:-[A-Za-z0-9]+)*$/.test(language),
  );
  const data = files.filter(({ name }) => name.endsWith(".jsonl"));
  const shown = data.length === 0 ? files : data;
  return [
    "---",
    `license: ${text(license.toLowerCase())}`,
    `pretty_name: ${text(manifest.name)}`,
    ...(languages.length === 0 ? [] : ["language:", ...languages.map((one) => `  - ${text(one)}`)]),
    "task_categories:",
    "  - text-generation",
    "tags:",
    ...["agent", "tool-use", "synthetic", "agent-gym"].map((tag) => `  - ${tag}`),
    "size_categories:",
    `  - ${sizeCategory(counts.written)}`,
    "configs:",
    "  - config_name: default",
    "    data_files:",
    ...shown.flatMap(({ split, name }) => [
      `      - split: ${split}`,
      `        path: ${text(name)}`,
    ]),
    "---",
  ].join("\n");
}

/** A YAML scalar: JSON strings are such. */
function text(value: string): string {
  return JSON.stringify(value);
}

function sizeCategory(records: number): string {
  if (records < 1000) return "n<1K";
  if (records < 10_000) return "1K<n<10K";
  if (records < 100_000) return "10K<n<100K";
  return records < 1_000_000 ? "100K<n<1M" : "1M<n<10M";
}

function origins({ runs }: DatasetManifest): string {
  return table(
    ["run", "environment", "teacher", "model", "sandbox", "attempts", "scored"],
    runs.map(({ run, identity, planned, scored }) => [
      run,
      `${identity.environment.name} ${identity.environment.version}`,
      identity.agent.name,
      `\`${JSON.stringify(identity.model)}\``,
      identity.sandbox === null ? "none" : `${identity.sandbox.kind} ${identity.sandbox.version}`,
      planned,
      scored,
    ]),
  );
}

function contamination({ stages }: DatasetManifest): string {
  const stage = stages.find(({ report }) => report !== undefined && "bySource" in report);
  if (stage?.report === undefined) {
    return "### Contamination\n\nNo benchmark was given to compare with.";
  }
  const { items, sources, bySource, removed } = stage.report as {
    readonly items: number;
    readonly sources: readonly string[];
    readonly bySource: Readonly<Record<string, number>>;
    readonly removed: readonly JsonObject[];
  };
  const found = Object.values(bySource).reduce((sum, count) => sum + count, 0);
  return [
    "### Contamination",
    `Compared with ${items} texts of ${sources.join(", ")}: ${found} rows were removed.`,
    table(
      ["row", "source", "item", "shared"],
      removed
        .slice(0, 20)
        .map(({ row, source, item, evidence }) => [
          cell(row),
          cell(source),
          cell(item),
          cell(evidence),
        ]),
    ),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function personalData({ stages }: DatasetManifest): string {
  const found = stages.find(({ stage }) => stage === "personal-data")?.report?.["found"];
  if (found === undefined) return "";
  const counts = Object.entries(found as Readonly<Record<string, number>>);
  return `### Secrets and personal data\n\n${
    counts.length === 0
      ? "Patterns of keys, tokens, mail addresses, phone, card and identity numbers were looked for; none was found."
      : `Patterns were found, which may be false alarms: ${counts.map(([kind, count]) => `${kind} ${count}`).join(", ")}. The rows are named in \`manifest.json\`.`
  }`;
}

function countTable(name: string, what: string, counts: Readonly<Record<string, number>>): string {
  return table(
    [name, what],
    Object.entries(counts)
      .slice(0, 30)
      .map(([key, count]) => [key, count]),
  );
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((one) => String(one).replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

function cell(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function fenced(content: string): string {
  return `\`\`\`text\n${content}\n\`\`\``;
}
