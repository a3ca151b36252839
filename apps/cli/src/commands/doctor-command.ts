import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { DoctorFlags } from "../flags/doctor-flags.ts";

/** `agent-gym doctor`: what this machine has, and how to get what it lacks. */
export function doctorCommand(context: CommandContext, exit: (code: number) => void): Command {
  return new Command("doctor")
    .description("Say what this machine has, and how to get what it lacks.")
    .option("--agent-url <url>", "an endpoint to try; default: as for eval")
    .option("--agent-key <key>", "its key; default: as for eval")
    .option("--model <name>", "a model to ask for one token; default: the one that is listed")
    .option("--log-dir <dir>", "where runs are kept", "runs")
    .option("--json", "one JSON object")
    .addHelpText(
      "after",
      "\nKeys are only said to be there or not. Exit code 2 when no episode could run here,\nor the model does not answer.",
    )
    .action(async (flags: DoctorFlags) => {
      const { runDoctor } = await import("../doctor/run-doctor.ts");
      exit(await runDoctor({ flags, context }));
    });
}
