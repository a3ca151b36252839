import type { Command } from "commander";

import { addAgentFlags } from "./agent-flags.ts";
import { addEnvModelFlags } from "./env-model-flags.ts";
import { addModelCallFlags } from "./model-call-flags.ts";
import { addOutputFlags } from "./output-flags.ts";
import { numberWithin } from "./parse-flag.ts";
import { addRunFlags } from "./run-flags.ts";
import { addTaskFlags } from "./task-flags.ts";

/** Adds what `eval` takes: its environment, and every flag. */
export function addEvalFlags(command: Command): Command {
  command.argument(
    "[environment]",
    "built-in (cmd, python, nlp), or a module: ./my-env.ts, @acme/env-sql",
  );
  addTaskFlags(command);
  addAgentFlags(command);
  addEnvModelFlags(command);
  addModelCallFlags(command);
  addRunFlags(command)
    .optionsGroup("Demands:")
    .option("--fail-under <rate>", "exit code 3 when fewer succeed", numberWithin(0, 1))
    .option(
      "--min-coverage <share>",
      "exit code 4 when fewer are scored; default: 0.95 with --fail-under",
      numberWithin(0, 1),
    )
    .optionsGroup("Output:")
    .option("--trained-on <file>", "a dataset's manifest.json: tell its tasks and others apart")
    .option("--dry-run", "print the plan, what is missing and what it may cost; do nothing");
  return addOutputFlags(command)
    .optionsGroup("Configuration:")
    .option("--config <file>", "settings in JSON, YAML or a module; flags win over it")
    .option("--print-config", "print the settings that hold, as a configuration; do nothing");
}
