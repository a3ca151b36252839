import { Command } from "commander";

import type { CommandContext } from "../command-context.ts";
import { addEnvModelFlags } from "../flags/env-model-flags.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { jsonObject, numberWithin, wholeNumber } from "../flags/parse-flag.ts";
import { addSandboxFlags } from "../flags/sandbox-flags.ts";
import { addTaskFlags } from "../flags/task-flags.ts";

/** `agent-gym eval <environment>`: lets an agent attempt tasks, and keeps the record. */
export function evalCommand(context: CommandContext, exit: (code: number) => void): Command {
  const command = new Command("eval")
    .description("Let an agent attempt the tasks of an environment.")
    .argument(
      "<environment>",
      "built-in (cmd, python, nlp), or a module: ./my-env.ts, @acme/env-sql",
    );
  addTaskFlags(command)
    .optionsGroup("Agent and model:")
    .option("--agent <name>", "mirau, deepseek, hermes, tools, oracle, nop, or a module")
    .option("--agent-url <url>", "OpenAI-compatible endpoint, usually ending in /v1")
    .option("--agent-key <key>", "its key; better kept in the environment, see below")
    .option("--model <name>", "default: the one model that the endpoint lists")
    .option("--temperature <t>", "sampling temperature", numberWithin(0, 5))
    .option("--top-p <p>", "nucleus sampling", numberWithin(0, 1))
    .option("--max-tokens <n>", "most tokens of one answer", wholeNumber(1))
    .option("--body <json>", "more fields of the request, merged as they stand", jsonObject)
    .option("--stream", "ask for streamed answers")
    .option("--language <tag>", "of the system prompt: en, zh; default: the task's");
  addEnvModelFlags(command)
    .optionsGroup("Run:")
    .option("--attempts <n>", "attempts at each task", wholeNumber(1), 1)
    .option("--concurrency <n>", "episodes at the same time", wholeNumber(1), 8)
    .option("--max-turns <n>", "most turns of an episode", wholeNumber(1), 30)
    .option("--max-episode-tokens <n>", "most tokens of an episode", wholeNumber(1))
    .option("--episode-timeout <seconds>", "most time of an episode", numberWithin(0.001, 1e6))
    .option("--seed <n>", "of environments and sampling", wholeNumber(0));
  return addSandboxFlags(command)
    .option(
      "--skip-unmet",
      "leave out tasks that need what the sandbox lacks, or a model that is not named",
    )
    .option("--log-dir <dir>", "where runs are kept", "runs")
    .option("--run-id <id>", "the run's name; default: made of the day, environment and agent")
    .option("--resume", "go on with the run of --run-id: only what is still owed")
    .option("--retry-errors", "when resuming, also try again whatever has no reward")
    .optionsGroup("Demands:")
    .option("--fail-under <rate>", "exit code 3 when fewer succeed", numberWithin(0, 1))
    .option(
      "--min-coverage <share>",
      "exit code 4 when fewer are scored; default: 0.95 with --fail-under",
      numberWithin(0, 1),
    )
    .optionsGroup("Output:")
    .option("--quiet", "nothing but errors and the last line")
    .option("--json", "one JSON object per line on stdout; people's text on stderr")
    .optionsGroup("Other:")
    .addHelpText("after", `\n${notes(context.program)}`)
    .action(async (environment: string, flags: EvalFlags) => {
      const { runEval } = await import("../eval/run-eval.ts");
      exit(await runEval({ environment, flags, context }));
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
