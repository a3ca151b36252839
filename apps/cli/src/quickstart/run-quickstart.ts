import { relative } from "node:path";

import { openRun, type RunRecord } from "@agent-gym/runner";

import type { CommandContext, TerminalStream } from "../command-context.ts";
import { evaluate } from "../eval/evaluate.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import type { QuickstartFlags } from "../flags/quickstart-flags.ts";
import { labelled } from "../report/labelled.ts";
import { episodeText } from "../show/episode-text.ts";
import { type RunRow, runRows } from "../show/run-rows.ts";
import { shellWords } from "../terminal/shell-words.ts";
import { type Styles, stylesFor } from "../terminal/styles.ts";
import { sampleTasks } from "./sample-tasks.ts";

const environment = "cmd";

/** `agent-gym quickstart`: the whole flow with reference solutions, then what to try next. */
export async function runQuickstart({
  flags,
  context,
}: {
  readonly flags: QuickstartFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { stdout, program, cwd } = context;
  const styles = stylesFor(stdout);
  // An installed package has the tasks that the environment ships.
  const dataFile = sampleFile(cwd);
  stdout.write(
    `The agent oracle plays each sample task's reference solution: no model, no key, no network.\n\n`,
  );
  const { exitCode, result } = await evaluate({
    environment,
    flags: { ...evalFlags(flags), ...(dataFile === undefined ? {} : { dataFile: [dataFile] }) },
    context,
    next: () => [],
  });
  if (result === undefined || exitCode !== 0) return exitCode;

  const record = await openRun(result.folder);
  const row = pickRow(runRows(record));
  if (row !== undefined) {
    stdout.write(`\n${styles.bold("One of these episodes, as it is recorded")}\n\n`);
    stdout.write(`${await episodeText(row, { record, styles, full: false, program })}\n`);
  }
  await showRows(record, { stdout, styles });
  const data = dataFile === undefined ? [] : ["--data-file", dataFile];
  const place = flags.logDir === "runs" ? [] : ["--log-dir", flags.logDir];
  const url = "http://127.0.0.1:8000/v1";
  const endpoint = ["--agent-url", url, "--model", "my-model"];
  const teacher = ["--teacher-url", url, "--teacher-model", "my-model"];
  const next = [
    ["is it there?", ["doctor", "--agent-url", url]],
    ["evaluate it", ["eval", environment, ...data, "--agent", "tools", ...endpoint, ...place]],
    ["what went wrong", ["show", "latest", "--failed", ...place]],
    ["let it teach", ["synth", environment, ...data, ...teacher, "--output-dir", "rows"]],
  ] as const;
  const commands = next.map(
    ([label, words]) => [label, `${program} ${shellWords(words)}`] as const,
  );
  stdout.write(`
${styles.bold("Next, with a model of your own behind an OpenAI-compatible endpoint")}
${labelled(commands, styles)}

A key is read from AGENT_GYM_API_KEY. Text-only models: --agent hermes or mirau in place of tools.
`);
  return exitCode;
}

/** Training rows of these episodes: what synthesis makes of a teacher's. */
async function showRows(
  record: RunRecord,
  { stdout, styles }: { readonly stdout: TerminalStream; readonly styles: Styles },
): Promise<void> {
  const { sampleRows } = await import("./sample-rows.ts");
  const { datasetText } = await import("../synth/dataset-text.ts");
  const rows = await sampleRows(record);
  const virtual = record.description.identity.sandbox?.kind === "virtual";
  const note = virtual
    ? `${styles.dim("They were played in the virtual sandbox: to be looked at, not to train on.")}\n`
    : "";
  stdout.write(`\n${datasetText(rows, { styles })}\n${note}`);
}

/** The repository's sample tasks as a person names them; `undefined` outside of one. */
function sampleFile(cwd: string): string | undefined {
  const file = sampleTasks();
  if (file === undefined) return undefined;
  const near = relative(cwd, file);
  return near.startsWith("..") ? file : near;
}

function evalFlags({ logDir, sandbox }: QuickstartFlags): EvalFlags {
  return {
    agent: "oracle",
    attempts: 1,
    concurrency: 8,
    maxTurns: 30,
    // Whatever sandbox there is: it shows what it can.
    skipUnmet: true,
    sandbox,
    logDir,
  };
}

/** An episode worth reading: a success of a few turns, in a task that has a name. */
function pickRow(rows: readonly RunRow[]): RunRow | undefined {
  const good = rows.filter(({ entry }) => entry?.success === true);
  const score = ({ task, entry }: RunRow): number =>
    (/^[0-9a-f]{8}$/.test(task) ? 0 : 10) - Math.abs((entry?.turns ?? 0) - 3);
  return good.toSorted((left, right) => score(right) - score(left))[0];
}
