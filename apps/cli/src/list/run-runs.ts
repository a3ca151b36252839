import { join, resolve } from "node:path";

import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { RunsFlags } from "../flags/runs-flags.ts";
import { listRuns } from "../show/find-run.ts";
import { shellWords } from "../terminal/shell-words.ts";
import { stylesFor } from "../terminal/styles.ts";
import { type RunFacts, runFacts, type UnreadableRun } from "./run-facts.ts";
import { runsText } from "./runs-text.ts";

/** Prints which runs there are, the one that was started last first. */
export async function runRuns({
  flags,
  context,
}: {
  readonly flags: RunsFlags;
  readonly context: CommandContext;
}): Promise<number> {
  const { stdout, cwd, program } = context;
  const root = resolve(cwd, flags.logDir);
  const runs: (RunFacts | UnreadableRun)[] = [];
  for (const name of await listRuns(root)) {
    const facts = await runFacts(name, join(root, name));
    if (flags.json === true) stdout.write(`${JSON.stringify(facts)}\n`);
    else runs.push(facts);
  }
  if (flags.json === true) return exitCodes.done;
  if (runs.length === 0) {
    stdout.write(`There are no runs in ${root}. Another folder is named with --log-dir.\n`);
    return exitCodes.done;
  }
  const place = flags.logDir === "runs" ? [] : ["--log-dir", flags.logDir];
  const [newest] = runs;
  const show = shellWords(["show", newest?.runId ?? "latest", ...place]);
  stdout.write(`${runsText(runs, { styles: stylesFor(stdout) })}\n\n  ${program} ${show}\n`);
  return exitCodes.done;
}
