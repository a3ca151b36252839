import type { Json } from "@agent-gym/core";

import { keyText, type IndexEntry } from "../record/index-entry.ts";
import type { RunRecord } from "../record/open-run.ts";
import { endingText, latestByKey } from "../statistics/summarize.ts";
import type { ExportFormat } from "./export-format.ts";
import { readOrProblem } from "./jsonl-format.ts";

/**
 * JUnit's XML, as continuous integration reads it: a test case per planned episode. No success is a
 * failure with the verdict's details; what nobody could judge is an error; what was not run is skipped.
 * (JUnit has no published standard: elements and attributes are those of Apache Ant's task, which
 * Jenkins, GitLab and GitHub's actions read.)
 */
export const junitFormat: ExportFormat = {
  name: "junit",
  description: "JUnit's XML, which continuous integration shows as tests",
  extension: "xml",
  write: async function* (record, { signal }) {
    const { description, summary } = record;
    const { environment, agent } = description.identity;
    const cases = plannedCases(record);
    const count = (kind: Standing): number => cases.filter((one) => one.standing === kind).length;
    const counts = {
      tests: cases.length,
      failures: count("failure"),
      errors: count("error"),
      skipped: count("skipped"),
      time: summary.wallSeconds,
    };
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield `<testsuites ${attributes({ name: description.runId, ...counts })}>\n`;
    const suite = { name: `${environment.name} ${agent.name}`, ...counts };
    const timestamp = description.launches[0]?.at.slice(0, 19);
    yield `  <testsuite ${attributes({ ...suite, timestamp })}>\n`;
    for (const one of cases) {
      signal?.throwIfAborted();
      yield await caseText(record, one);
    }
    yield "  </testsuite>\n</testsuites>\n";
  },
};

type Standing = "passed" | "failure" | "error" | "skipped";

interface PlannedCase {
  readonly name: string;
  readonly entry: IndexEntry | undefined;
  readonly standing: Standing;
}

function plannedCases({ entries, plan }: RunRecord): readonly PlannedCase[] {
  const latest = latestByKey(entries);
  return plan.tasks.flatMap(({ id, digest }) =>
    Array.from({ length: plan.attempts }, (_, attempt) => {
      const entry = latest.get(keyText({ task: id, digest, attempt }));
      const name = plan.attempts === 1 ? id : `${id} (attempt ${attempt})`;
      return { name, entry, standing: standingOf(entry) };
    }),
  );
}

function standingOf(entry: IndexEntry | undefined): Standing {
  if (entry === undefined) return "skipped";
  if (entry.reward !== null) return entry.success ? "passed" : "failure";
  return entry.ending.status === "cancelled" ? "skipped" : "error";
}

async function caseText(
  record: RunRecord,
  { name, entry, standing }: PlannedCase,
): Promise<string> {
  const { environment } = record.description.identity;
  const time = (entry?.milliseconds.total ?? 0) / 1000;
  const head = `    <testcase ${attributes({ name, classname: environment.name, time })}`;
  if (standing === "passed" || entry === undefined) {
    return entry === undefined
      ? `${head}><skipped message="not run"/></testcase>\n`
      : `${head}/>\n`;
  }
  const type = endingText(entry);
  if (standing === "skipped")
    return `${head}><skipped ${attributes({ message: type })}/></testcase>\n`;
  const message = entry.unscored?.reason ?? entry.shortfall?.text ?? `reward ${entry.reward}`;
  const body = escaped(await bodyText(record, entry));
  return `${head}>\n      <${standing} ${attributes({ message, type })}>${body}</${standing}>\n    </testcase>\n`;
}

/** What a person needs to understand a failure: where it lies, how it ended, what the checks found. */
async function bodyText(record: RunRecord, entry: IndexEntry): Promise<string> {
  const episode = await readOrProblem(record, entry);
  const ending =
    entry.ending.status === "error" ? `: ${entry.ending.code}: ${entry.ending.message}` : "";
  const details: Json | undefined =
    "problem" in episode ? episode.problem : episode.verdict?.details;
  return [
    `${endingText(entry)}${ending}`,
    ...(details === undefined || details === null ? [] : [JSON.stringify(details, null, 2)]),
    entry.file,
  ].join("\n");
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .flatMap(([name, value]) =>
      value === undefined ? [] : `${name}="${escaped(String(value)).replaceAll("\n", "&#10;")}"`,
    )
    .join(" ");
}

// XML 1.0, section 2.2: what is no character there can't be written, not even escaped.
const unwritable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

function escaped(text: string): string {
  return text
    .replaceAll(unwritable, "\u{fffd}")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
