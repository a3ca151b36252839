import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { ShowFlags } from "../flags/show-flags.ts";

/** `agent-gym show <run> [episode]`: prints a run, or the transcript of an episode. */
export function showCommand(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  return new Command("show")
    .description("Print a run, or the transcript of one of its episodes.")
    .argument("[run]", "latest, an id under --log-dir, or a path; none: which runs there are")
    .argument("[episode]", "a task's id or its row; an attempt as in my-task/1")
    .option(
      "--failed",
      "only episodes without success (failed, broken, limited, unscored), each with why",
    )
    .option("--full", "cut nothing")
    .option("--log-dir <dir>", "where runs are kept", "runs")
    .option("--json", "one JSON object per line")
    .addHelpText(
      "after",
      `
A run that is still going, or that was killed, is shown as far as it went.

Examples:
  ${program} show latest
  ${program} show latest --failed
  ${program} show latest my-task/0 --full`,
    )
    .action(async (run: string | undefined, episode: string | undefined, flags: ShowFlags) => {
      if (run === undefined) {
        const { runRuns } = await import("../list/run-runs.ts");
        exit(await runRuns({ flags, context }));
        return;
      }
      const { runShow } = await import("../show/run-show.ts");
      exit(await runShow({ run, episode, flags, context }));
    });
}
