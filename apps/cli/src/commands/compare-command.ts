import { Command, Option } from "commander";

import type { CommandContext } from "../command-context.ts";
import { type CompareFlags, compareFormats } from "../flags/compare-flags.ts";
import { commaList } from "../flags/parse-flag.ts";

/** `agent-gym compare A B [C…]`: how runs differ from the first, task by task. */
export function compareCommand(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  return new Command("compare")
    .description("Compare runs with the first of them, task by task.")
    .argument("<before>", "latest, an id under --log-dir, or a path")
    .argument("<after...>", "one run or more")
    .option(
      "--allow <fields>",
      "may differ nevertheless: tasks, environment, checker, limits, sandbox; repeatable",
      commaList,
    )
    .addOption(
      new Option("--format <format>", "how it is printed").choices(compareFormats).default("text"),
    )
    .option("--log-dir <dir>", "where runs are kept", "runs")
    .addHelpText(
      "after",
      `
Agent, model, dialect and sampling are what is compared; runs that differ in anything else
are refused, with what differs. Exit code 0 whatever the difference.

Examples:
  ${program} compare yesterday today
  ${program} compare base a b --format markdown`,
    )
    .action(async (before: string, after: readonly string[], flags: CompareFlags) => {
      const { runCompare } = await import("../compare/run-compare.ts");
      exit(await runCompare({ runs: [before, ...after], flags, context }));
    });
}
