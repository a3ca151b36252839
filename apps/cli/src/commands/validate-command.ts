import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import { addEnvModelFlags } from "../flags/env-model-flags.ts";
import { seconds, wholeNumber } from "../flags/parse-flag.ts";
import { addSandboxFlags } from "../flags/sandbox-flags.ts";
import { addTaskFlags } from "../flags/task-flags.ts";
import type { ValidateFlags } from "../flags/validate-flags.ts";

/** `agent-gym validate <environment>`: lets tasks prove themselves. */
export function validateCommand(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  const command = new Command("validate")
    .description(
      "Prove tasks: the reference solution succeeds; doing nothing, chance and cheats do not.",
    )
    .argument("<environment>", "built-in (cmd, python, nlp), or a module");
  addTaskFlags(command);
  addEnvModelFlags(command)
    .optionsGroup("Trying:")
    .option("--concurrency <n>", "episodes and gradings at the same time", wholeNumber(1), 8)
    .option("--max-turns <n>", "most turns of an episode", wholeNumber(1), 100)
    .option("--episode-timeout <time>", "most time of an episode, as in 90, 10m", seconds, 600)
    .option("--seed <n>", "of environments and of chance", wholeNumber(0));
  return addSandboxFlags(command)
    .option("--skip-unmet", "count no task as a failure that can't be proved here")
    .optionsGroup("Output:")
    .option("--quiet", "only tasks that are not proved, and the last line")
    .option("--json", "one JSON object per line on stdout; people's text on stderr")
    .optionsGroup("Other:")
    .addHelpText(
      "after",
      `
Nothing is written. Exit code 0 when all tasks are proved, 2 when one is not.

Examples:
  ${program} validate cmd --data-file data/cmd.json
  ${program} validate ./my-env.ts --data-file tasks.jsonl --task-id 0-9 --json`,
    )
    .action(async (environment: string, flags: ValidateFlags) => {
      const { runValidate } = await import("../validate/run-validate.ts");
      exit(await runValidate({ environment, flags, context }));
    });
}
