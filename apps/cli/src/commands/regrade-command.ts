import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import { addEnvModelFlags } from "../flags/env-model-flags.ts";
import { wholeNumber } from "../flags/parse-flag.ts";
import type { RegradeFlags } from "../flags/regrade-flags.ts";
import { addSandboxFlags } from "../flags/sandbox-flags.ts";

/** `agent-gym regrade <run>`: judges what was recorded by today's checker. */
export function regradeCommand(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  const command = new Command("regrade")
    .description("Judge a recorded run again, by today's checker; no agent plays.")
    .argument("<run>", "latest, an id under --log-dir, or a path")
    .option("--environment <name>", "whose checker judges; default: the run's own")
    .option("--write", "keep the new verdicts in the run's folder, beside the record")
    .option("--concurrency <n>", "gradings at the same time", wholeNumber(1), 4)
    .option("--log-dir <dir>", "where runs are kept", "runs");
  addSandboxFlags(command);
  return addEnvModelFlags(command)
    .optionsGroup("Output:")
    .option("--json", "one JSON object per line: episodes, then done")
    .optionsGroup("Other:")
    .addHelpText(
      "after",
      `
The record itself stays as it is. Exit code 2 when an episode could not be judged again.

Examples:
  ${program} regrade latest
  ${program} regrade runs/before --environment ./my-env.ts --write`,
    )
    .action(async (run: string, flags: RegradeFlags) => {
      const { runRegrade } = await import("../regrade/run-regrade.ts");
      exit(await runRegrade({ run, flags, context }));
    });
}
