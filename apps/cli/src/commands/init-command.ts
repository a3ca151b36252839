import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { InitFlags } from "../flags/init-flags.ts";

/** `agent-gym init`: what a person begins with. */
export function initCommand(context: CommandContext, exit: (code: number) => void): Command {
  return new Command("init")
    .description("Begin something of your own.")
    .addCommand(initEnvironment(context, exit));
}

/** `agent-gym init env <name>`: a package that holds an environment. */
function initEnvironment(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  return new Command("env")
    .description("Write a package that holds an environment: tasks, tests, checks, publishing.")
    .argument("<name>", "as in sql-tables, or @acme/env-sql")
    .option("--folder <folder>", "where it is written; default: its name, without the scope")
    .addHelpText(
      "after",
      `
The folder must be empty, or not there. What is written installs, tests and packs as it stands.

Examples:
  ${program} init env sql-tables
  ${program} init env @acme/env-sql --folder .`,
    )
    .action(async (name: string, flags: InitFlags) => {
      const { runInit } = await import("../init/run-init.ts");
      exit(await runInit({ name, flags, context }));
    });
}
