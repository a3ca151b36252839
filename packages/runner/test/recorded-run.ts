import { join } from "node:path";

import {
  callAction,
  createTasks,
  defineAgent,
  ProviderError,
  textAction,
  type AgentDefinition,
  type JsonObject,
} from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";

import { openRun, run, type RunOptions, type RunRecord } from "../src/index.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * A recorded run of tasks `a`, `b`, … in which attempts succeed as a text per task says: `"101"`
 * is success, failure, success; a blank is an attempt that nobody could judge.
 */
export async function recordedRun(
  outcomes: readonly string[],
  options: Partial<Omit<RunOptions, "tasks">> & { readonly data?: readonly JsonObject[] } = {},
): Promise<RunRecord> {
  const { data, ...rest } = options;
  const tasks = await createTasks(
    outcomes.map((_, index) => ({
      id: String.fromCodePoint(97 + index),
      target: 1,
      ...data?.[index],
    })),
  );
  const logDir = await temporaryFolder();
  const { runId } = await run({
    definition: counterEnvironment,
    tasks,
    agent: outcomeAgent(outcomes),
    attempts: outcomes[0]?.length ?? 1,
    retries: 0,
    logDir,
    ...rest,
  });
  return openRun(join(logDir, runId));
}

function outcomeAgent(outcomes: readonly string[]): AgentDefinition {
  return defineAgent({
    name: "told",
    roles: [],
    play: async ({ id, step }) => {
      const [task = "", attempt = "0"] = id.split("/");
      const outcome = outcomes[task.charCodeAt(0) - 97]?.[Number(attempt)];
      if (outcome === " ") throw new ProviderError({ code: "server", message: "Status 500." });
      if (outcome === "1") await step(callAction({ name: "add", arguments: { amount: 1 } }));
      await step(textAction("Done."));
    },
  });
}
