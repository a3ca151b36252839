import type { JsonObject } from "@agent-gym/core";
import type { Command } from "commander";

import { jsonObject, numberWithin, wholeNumber } from "./parse-flag.ts";

/** The agent, its model and how that is sampled, as the command line gave them. */
export interface AgentFlags {
  readonly agent?: string;
  readonly agentUrl?: string;
  readonly agentKey?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly body?: JsonObject;
  readonly language?: string;
}

/** Adds the flags that choose an agent and its model. */
export function addAgentFlags(command: Command): Command {
  command
    .optionsGroup("Agent and model:")
    .option("--agent <name>", "mirau, deepseek, hermes, tools, oracle, nop, or a module")
    .option("--agent-url <url>", "OpenAI-compatible endpoint, usually ending in /v1")
    .option("--agent-key <key>", "its key; better kept in the environment, see below")
    .option("--model <name>", "default: the one model that the endpoint lists")
    .option("--temperature <t>", "sampling temperature", numberWithin(0, 5));
  return addSamplingFlags(command).option(
    "--language <tag>",
    "of the system prompt: en, zh; default: the task's",
  );
}

/** Adds what a model is asked with besides its temperature. */
export function addSamplingFlags(command: Command): Command {
  return command
    .option("--top-p <p>", "nucleus sampling", numberWithin(0, 1))
    .option("--max-tokens <n>", "most tokens of one answer", wholeNumber(1))
    .option("--body <json>", "more fields of the request, merged as they stand", jsonObject);
}
