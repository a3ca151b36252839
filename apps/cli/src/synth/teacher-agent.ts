import { readFile } from "node:fs/promises";
import { resolve } from "node:path";

import { type AgentDefinition, UsageError } from "@agent-gym/core";

import type { TeacherFlags } from "../flags/teacher-flags.ts";
import { loadAgent } from "../loading/load-agent.ts";

/**
 * The agent that plays as the teacher, with the system prompt of a file where one is named.
 *
 * @throws UsageError for an agent that there is not, or that takes no system prompt.
 */
export async function teacherAgent(
  name: string,
  { flags, cwd }: { readonly flags: TeacherFlags; readonly cwd: string },
): Promise<AgentDefinition> {
  const agent = await loadAgent(name, { cwd, language: flags.language });
  if (flags.systemPrompt === undefined) return agent;
  const { builtInAgents } = await import("@agent-gym/agents");
  const create = Object.hasOwn(builtInAgents, name) ? builtInAgents[name] : undefined;
  if (create === undefined || agent.roles.length === 0) {
    throw new UsageError(
      `--system-prompt is for the built-in dialects: ${name} has words of its own.`,
    );
  }
  const systemPrompt = await readFile(resolve(cwd, flags.systemPrompt), "utf8").catch(
    (error: unknown) => {
      throw new UsageError(
        `Can't read the system prompt ${flags.systemPrompt}: ${(error as Error).message}.`,
        { cause: error },
      );
    },
  );
  return create({ systemPrompt });
}
