import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { EnvsFlags } from "../flags/envs-flags.ts";

/** `agent-gym envs [environment]`: which environments there are, and what each takes. */
export function envsCommand(context: CommandContext, exit: (code: number) => void): Command {
  const { program } = context;
  return new Command("envs")
    .description("List the environments that are here, or tell one's options, roles and needs.")
    .argument("[environment]", "built-in (cmd, python, nlp), or a module")
    .option("--json", "one JSON object")
    .addHelpText(
      "after",
      `
Listed are those built in, and installed packages with the npm keyword agent-gym-env, seen from this
folder or beside this program. Listing loads them; one that does not load is told with the reason.

Examples:
  ${program} envs
  ${program} envs cmd
  ${program} envs ./my-env.ts --json`,
    )
    .action(async (environment: string | undefined, flags: EnvsFlags) => {
      const { runEnvs } = await import("../envs/run-envs.ts");
      exit(await runEnvs({ environment, flags, context }));
    });
}
