import type { Command } from "commander";

/** Where commands run, as the command line gave it. */
export interface SandboxFlags {
  /** A kind, or the URL of a SandboxFusion server. */
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
    .option("--image <name>", "what docker makes its containers of; default: Agent Gym's own")
    .option("--sandbox-url <url>", "a SandboxFusion server; the same as --sandbox URL")
    .on("option:sandbox-url", (url: string) => {
      // As if it had been typed, so that it wins over a configuration; and told once.
      command.setOptionValueWithSource("sandbox", url, "cli");
      command.setOptionValueWithSource("sandboxUrl", undefined, undefined);
    });
}
