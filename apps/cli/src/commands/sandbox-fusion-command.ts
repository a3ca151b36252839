import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import { wholeNumber } from "../flags/parse-flag.ts";
import { addSandboxFlags } from "../flags/sandbox-flags.ts";
import type { SandboxFusionFlags } from "../flags/sandbox-fusion-flags.ts";

/** `agent-gym sandbox-fusion`: SandboxFusion's interface over our own sandboxes. */
export function sandboxFusionCommand(
  context: CommandContext,
  exit: (code: number) => void,
): Command {
  const { program } = context;
  const command = new Command("sandbox-fusion")
    .description("Serve SandboxFusion's HTTP interface over the sandboxes of this machine.")
    .option("--port <n>", "0 takes any that is free", wholeNumber(0), 8080)
    .option("--host <address>", "whoever reaches it may run programs", "127.0.0.1")
    .option("--concurrency <n>", "requests served at the same time", wholeNumber(1), 8);
  return addSandboxFlags(command)
    .addHelpText(
      "after",
      `
It serves /v1/ping, /run_code and /run_jupyter until it is interrupted.

Examples:
  ${program} sandbox-fusion --port 8080 --sandbox docker
  ${program} eval python --sandbox-url http://127.0.0.1:8080`,
    )
    .action(async (flags: SandboxFusionFlags) => {
      const { runSandboxFusion } = await import("../sandbox-fusion/run-sandbox-fusion.ts");
      exit(await runSandboxFusion({ flags, context }));
    });
}
