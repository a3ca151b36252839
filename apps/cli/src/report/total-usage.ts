import { addUsage, noUsage, type Usage } from "@agent-gym/core";

/** The usage of all model roles together. */
export function totalUsage(roles: Readonly<Record<string, Usage>>): Usage {
  return Object.values(roles).reduce(addUsage, noUsage);
}

/** Input and output tokens together. */
export function totalTokens(roles: Readonly<Record<string, Usage>>): number {
  const { inputTokens, outputTokens } = totalUsage(roles);
  return inputTokens + outputTokens;
}
