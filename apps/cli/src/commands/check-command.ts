import { Command, Option } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { CheckFlags } from "../flags/check-flags.ts";
import { addEnvModelFlags } from "../flags/env-model-flags.ts";
import { reasonedSkip, seconds, wholeNumber } from "../flags/parse-flag.ts";
import { addSandboxFlags } from "../flags/sandbox-flags.ts";
import { addTaskFlags } from "../flags/task-flags.ts";

/** `agent-gym check <environment>`: whether an environment keeps the rules, and its tasks are proved. */
export function checkCommand(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  const command = new Command("check")
    .description("Check an environment: the conformance kit's rules, and a proof of every task.")
    .argument("<environment>", "a package, its folder, a file, or built-in (cmd, python, nlp)");
  addTaskFlags(command);
  addEnvModelFlags(command)
    .optionsGroup("Trying:")
    .option("--sample <n>", "tasks that the conformance kit plays", wholeNumber(1), 3)
    .option("--skip <rule=reason>", "a rule that does not hold, and why; repeatable", reasonedSkip)
    .option("--concurrency <n>", "episodes and gradings at the same time", wholeNumber(1), 8)
    .option("--max-turns <n>", "most turns of an episode", wholeNumber(1), 100)
    .option("--episode-timeout <time>", "most time of an episode, as in 90, 10m", seconds, 600)
    .option("--seed <n>", "of environments and of chance", wholeNumber(0));
  return addSandboxFlags(command)
    .option("--skip-unmet", "count no task as a failure that can't be proved here")
    .optionsGroup("Output:")
    .addOption(
      new Option("--format <form>", "markdown: for a README")
        .choices(["text", "markdown"])
        .default("text"),
    )
    .option("--quiet", "only what does not hold, and the last line")
    .option("--json", "one JSON object")
    .optionsGroup("Other:")
    .addHelpText(
      "after",
      `
Nothing is written. Exit code 0 when every rule holds and every task is proved, 2 when not.
A rule that is skipped and holds after all is a failure.

Examples:
  ${program} check .
  ${program} check @acme/env-sql --format markdown
  ${program} check ./my-env.ts --data-file tasks.jsonl --json`,
    )
    .action(async (environment: string, flags: CheckFlags) => {
      const { runCheck } = await import("../check/run-check.ts");
      exit(await runCheck({ environment, flags, context }));
    });
}
