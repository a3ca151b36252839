import type { Command } from "commander";

/** Where commands run, as the command line gave it. */
export interface SandboxFlags {
  readonly sandbox: string;
  /** What Docker makes its containers of. */
  readonly image?: string;
}

/** Adds the flags that choose a sandbox. */
export function addSandboxFlags(command: Command): Command {
  return command
    .option(
      "--sandbox <kind>",
      "where commands run: auto, bubblewrap, docker, virtual, pyodide",
      "auto",
    )
    .option("--image <name>", "what docker makes its containers of; default: Agent Gym's own");
}
