import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { RunsFlags } from "../flags/runs-flags.ts";

/** `agent-gym runs`: lists the runs that there are. */
export function runsCommand(context: CommandContext, exit: (code: number) => void): Command {
  return new Command("runs")
    .description("List the runs under --log-dir, newest first.")
    .option("--log-dir <dir>", "where runs are kept", "runs")
    .option("--json", "one JSON object per line")
    .action(async (flags: RunsFlags) => {
      const { runRuns } = await import("../list/run-runs.ts");
      exit(await runRuns({ flags, context }));
    });
}
