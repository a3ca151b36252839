import { HermesAgent, toolCallingAgent } from "@agent-gym/agents";
import type { AgentDefinition } from "@agent-gym/core";

export const agent: AgentDefinition = HermesAgent({ sampling: { temperature: 0.6 } });

/** The same, of a dialect that is named. */
export const same: AgentDefinition = toolCallingAgent({
  dialect: "hermes",
  sampling: { temperature: 0.6 },
});
