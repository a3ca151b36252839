import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import type { TypedEval } from "../config/resolve-eval.ts";
import { addEvalFlags } from "../flags/add-eval-flags.ts";

/** `agent-gym eval <environment>`: lets an agent attempt tasks, and keeps the record. */
export function evalCommand(context: CommandContext, exit: (code: number) => void): Command {
  const command = new Command("eval").description(
    "Let an agent attempt the tasks of an environment.",
  );
  return addEvalFlags(command)
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
  ${program} eval --resume latest
  ${program} eval ./my-env.ts --agent ./my-agent.ts --task-id 0-9 --json`;
}
