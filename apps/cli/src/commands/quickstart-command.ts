import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { QuickstartFlags } from "../flags/quickstart-flags.ts";

/** `agent-gym quickstart`: the whole flow on sample tasks, without a model. */
export function quickstartCommand(context: CommandContext, exit: (code: number) => void): Command {
  return new Command("quickstart")
    .description("Evaluate sample tasks with their reference solutions; needs no model.")
    .option("--log-dir <dir>", "where runs are kept", "runs")
    .option(
      "--sandbox <kind>",
      "where commands run: auto, bubblewrap, docker, virtual, pyodide",
      "auto",
    )
    .action(async (flags: QuickstartFlags) => {
      const { runQuickstart } = await import("../quickstart/run-quickstart.ts");
      exit(await runQuickstart({ flags, context }));
    });
}
