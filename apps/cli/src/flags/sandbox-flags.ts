import type { Command } from "commander";

/** Where commands run, as the command line gave it. */
export interface SandboxFlags {
  readonly sandbox: string;
}

/** Adds the flags that choose a sandbox. */
export function addSandboxFlags(command: Command): Command {
  return command.option(
    "--sandbox <kind>",
    "where commands run: auto, bubblewrap, virtual",
    "auto",
  );
}
