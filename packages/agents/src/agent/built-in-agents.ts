import { type AgentDefinition, nopAgent, oracleAgent } from "@agent-gym/core";

import { type AgentOptions, toolCallingAgent } from "./tool-calling-agent.ts";

/** Makes an agent; every option has a default. */
export type AgentFactory = (options?: AgentOptions) => AgentDefinition;

/** Plays in the dialect of mirau-agent, the model whose training this gym began with. */
export const MirauAgent: AgentFactory = (options) =>
  toolCallingAgent({ ...options, dialect: "mirau" });

/** Plays Hermes and Qwen models that take their tools as text. */
export const HermesAgent: AgentFactory = (options) =>
  toolCallingAgent({ ...options, dialect: "hermes" });

/** Plays DeepSeek's API with its native tools. */
export const DeepSeekAgent: AgentFactory = (options) =>
  toolCallingAgent({ ...options, dialect: "deepseek" });

/** Plays whatever endpoint has native tool calls. Named `tools`. */
export const ToolCallingAgent: AgentFactory = (options) =>
  toolCallingAgent({ name: "tools", ...options, dialect: "openai-tools" });

/** The agents that a command line knows by name. `oracle` and `nop` need no model and take no options. */
export const builtInAgents: Readonly<Record<string, AgentFactory>> = {
  mirau: MirauAgent,
  hermes: HermesAgent,
  deepseek: DeepSeekAgent,
  tools: ToolCallingAgent,
  oracle: () => oracleAgent,
  nop: () => nopAgent,
};
