import {
  callAction,
  createTasks,
  defineAgent,
  oracleAgent,
  textAction,
  type AgentDefinition,
  type ChatModel,
  type Task,
} from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";

import type { RunOptions } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Tasks of the counter environment, with targets from 1 on. */
export async function counterTasks(count: number): Promise<readonly Task[]> {
  return createTasks(
    Array.from({ length: count }, (_, index) => ({ id: `count-${index + 1}`, target: index + 1 })),
  );
}

/** A run of the oracle on two counters, over which a test puts what it is about. */
export async function counterRun(options: Partial<RunOptions> = {}): Promise<RunOptions> {
  return {
    definition: counterEnvironment,
    tasks: await counterTasks(2),
    agent: oracleAgent,
    logDir: await temporaryFolder(),
    ...options,
  };
}

/** An agent that asks its model once, and then does as it says: `add 3`, or speaks. */
export const askingAgent: AgentDefinition = defineAgent({
  name: "asking",
  create: ({ model, signal }) => {
    let asked = false;
    return {
      act: async (observation) => {
        if (asked) return textAction("Done.");
        asked = true;
        const content = observation.message ?? "";
        const { message } = await model("agent").complete(
          { messages: [{ role: "user", content }] },
          { signal },
        );
        const amount = /^add (\d+)$/.exec(message.content)?.[1];
        return amount === undefined
          ? textAction(message.content)
          : callAction({ name: "add", arguments: { amount: Number(amount) } });
      },
    };
  },
});

/** A model that fails every call alike. */
export function failingModel(error: Error): ChatModel & { readonly calls: number } {
  let calls = 0;
  return {
    id: "failing",
    get calls(): number {
      return calls;
    },
    complete: async () => {
      calls += 1;
      throw error;
    },
  };
}
