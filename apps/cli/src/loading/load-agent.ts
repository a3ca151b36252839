import { type AgentDefinition, UsageError } from "@agent-gym/core";

import { loadModule, type LoadOptions, looksLikeModule } from "./load-module.ts";
import { didYouMean } from "./near-names.ts";
import { pickDefinition } from "./pick-definition.ts";

/**
 * The agent of that name: a built-in one, or what a module exports.
 *
 * @throws UsageError that says what there is, when there is no such agent.
 */
export async function loadAgent(
  typed: string | undefined,
  {
    language,
    ...options
  }: LoadOptions & {
    /** Of a built-in agent's own words; absent: the task's. */
    readonly language: string | undefined;
  },
): Promise<AgentDefinition> {
  const { builtInAgents } = await import("@agent-gym/agents");
  const names = Object.keys(builtInAgents);
  if (typed === undefined) {
    throw new UsageError(
      `Say which agent plays with --agent: ${names.join(", ")}, or a module. The agent oracle needs no model.`,
      { code: "missing-agent" },
    );
  }
  const create = Object.hasOwn(builtInAgents, typed) ? builtInAgents[typed] : undefined;
  if (create !== undefined) {
    return language === undefined ? create() : create({ language: readLanguage(language) });
  }
  const { cwd } = options;
  const module = await loadModule(typed, options);
  if (module !== undefined) return pickDefinition(module, "agent", typed);
  throw new UsageError(
    looksLikeModule(typed)
      ? `There is no module ${typed} that could hold an agent, seen from ${cwd}.`
      : `There is no agent "${typed}".${didYouMean(typed, names)} Built in: ${names.join(", ")}; any other is named by its file or package.`,
    { code: "unknown-agent" },
  );
}

function readLanguage(tag: string): "en" | "zh" {
  const [language] = tag.toLowerCase().split("-");
  if (language === "en" || language === "zh") return language;
  throw new UsageError(`The built-in agents speak en and zh, not "${tag}".`, {
    code: "unknown-language",
  });
}
