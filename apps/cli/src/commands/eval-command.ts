import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { TypedEval } from "../config/resolve-eval.ts";
import { addAgentFlags } from "../flags/agent-flags.ts";
import { addEnvModelFlags } from "../flags/env-model-flags.ts";
import { addModelCallFlags } from "../flags/model-call-flags.ts";
import { addOutputFlags } from "../flags/output-flags.ts";
import { numberWithin } from "../flags/parse-flag.ts";
import { addRunFlags } from "../flags/run-flags.ts";
import { addTaskFlags } from "../flags/task-flags.ts";

/** `agent-gym eval <environment>`: lets an agent attempt tasks, and keeps the record. */
export function evalCommand(context: CommandContext, exit: (code: number) => void): Command {
  const command = new Command("eval")
    .description("Let an agent attempt the tasks of an environment.")
    .argument(
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
    .option("--print-config", "print the settings that hold, as a configuration; do nothing")
    .optionsGroup("Other:")
    .addHelpText("after", `\n${notes(context.program)}`)
    .action(async (environment: string | undefined, flags: TypedEval["flags"]) => {
      const names = Object.keys(flags);
      const given = new Set(names.filter((name) => command.getOptionValueSource(name) === "cli"));
      const { runTypedEval } = await import("../eval/run-typed-eval.ts");
      exit(await runTypedEval({ environment, flags, given }, context));
    });
}

function notes(program: string): string {
  return `The endpoint is --agent-url, else AGENT_GYM_BASE_URL, else OPENAI_BASE_URL.
The key is --agent-key, else AGENT_GYM_API_KEY, else DEEPSEEK_API_KEY for hosts of
deepseek.com, and OPENAI_API_KEY for all others. It is never printed or recorded.
The environment's models: --env-llm-url, else AGENT_GYM_ENV_LLM_URL; --env-llm-key, else
AGENT_GYM_ENV_LLM_KEY, else the agent's key where the address is the agent's, else as above.

Examples:
  ${program} eval cmd --data-file data/cmd.json --agent oracle
  ${program} eval cmd --data-file data/cmd.json --agent mirau \\
      --agent-url http://127.0.0.1:8000/v1 --model my-model --attempts 4
  ${program} eval nlp --data-file data/nlp.json --agent tools --agent-url URL --model A \\
      --env-llm-url URL --env-llm-model B --set judge.model=C
  ${program} eval ./my-env.ts --agent ./my-agent.ts --task-id 0-9 --json`;
}
