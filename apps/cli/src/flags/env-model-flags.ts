import type { Command } from "commander";

/** The models of an environment's own roles, as the command line gave them. */
export interface EnvModelFlags {
  readonly envLlmUrl?: string;
  readonly envLlmKey?: string;
  readonly envLlmModel?: string;
}

/** Adds the flags that say who plays an environment's own roles. */
export function addEnvModelFlags(command: Command): Command {
  return command
    .optionsGroup("Models of the environment (user, tools, judge, …):")
    .option("--env-llm-url <url>", "their endpoint; for one role: --set user.url=URL")
    .option("--env-llm-key <key>", "its key; better kept in the environment, see below")
    .option("--env-llm-model <name>", "their model; for one role: --set judge.model=NAME");
}
