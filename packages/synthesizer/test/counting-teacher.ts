import { type AgentFactory, MirauAgent } from "@agent-gym/agents";
import {
  contentText,
  type ChatRequest,
  createTasks,
  type EnvironmentDefinition,
  type JsonObject,
  type Task,
} from "@agent-gym/core";
import { counterEnvironment, scriptedModel, type ScriptedModel } from "@agent-gym/core/testing";

import type { SynthesizeOptions } from "../src/index.ts";

/** Tasks of the counter environment, each with words of its own. */
export async function countingTasks(
  count: number,
  data: (index: number) => JsonObject = () => ({}),
): Promise<readonly Task[]> {
  return createTasks(
    Array.from({ length: count }, (_, index) => ({
      id: `count ${index}`,
      target: 100 + index * 37,
      license: "MIT",
      language: "en",
      ...data(index),
    })),
  );
}

/**
 * A teacher that is asked in text and always answers a prompt alike: it adds, then says so. Targets
 * that are divisible by four it misses, in every attempt at temperature 0 and in none at another.
 */
export function countingTeacher(): ScriptedModel {
  return scriptedModel((request) => ({ message: { content: countingReply(request) } }), {
    id: "counting-teacher",
  });
}

export function countingReply({ messages, sampling = {} }: ChatRequest): string {
  const asked = contentText(messages.find(({ role }) => role === "user")?.content ?? "");
  const target = Number(/to (\d+)/.exec(asked)?.[1]);
  const spoken = messages.filter(({ role }) => role === "assistant").length;
  const temperature = Number(sampling["temperature"] ?? 0);
  if (spoken === 0) {
    const amount = target % 4 === 0 && temperature === 0 ? target - 1 : target;
    return `<think type="quick">\nThe counter begins at nothing, so ${amount} is what it lacks (${temperature}).\n</think>\n\n<tool_call>\n{"name": "add", "arguments": {"amount": ${amount}}}\n</tool_call>`;
  }
  return `<think type="quick">\nIt says ${target}.\n</think>\n\nThe counter is at ${target} now.`;
}

/** A synthesis of counters into a folder, over which a test puts what it is about. */
export async function countingSynthesis(
  outputDir: string,
  options: {
    readonly agent?: AgentFactory;
    readonly definition?: EnvironmentDefinition;
    readonly run?: Partial<SynthesizeOptions["run"]>;
    readonly dataset?: Partial<SynthesizeOptions["dataset"]>;
    readonly temperatures?: readonly number[];
    readonly maxCost?: number;
  } = {},
): Promise<SynthesizeOptions> {
  const teacher = countingTeacher();
  const { temperatures, maxCost } = options;
  return {
    run: {
      definition: options.definition ?? counterEnvironment,
      tasks: await countingTasks(6),
      agent: (options.agent ?? MirauAgent)({ language: "en" }),
      model: () => teacher,
      modelIdentity: { model: teacher.id },
      attempts: 2,
      ...options.run,
    },
    dataset: { outputDir, ...options.dataset },
    ...(temperatures === undefined ? {} : { temperatures }),
    ...(maxCost === undefined ? {} : { maxCost }),
  };
}
