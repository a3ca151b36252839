import { defineAgent, UsageError, type TrajectoryEvent } from "@agent-gym/core";
import { oracleAgent } from "@agent-gym/core";
import { counterEnvironment } from "@agent-gym/core/testing";
import { expect, test } from "vitest";

import { runEpisode } from "../../src/index.ts";
import { counterTasks } from "../counter-run.ts";

const [task] = await counterTasks(1);
if (task === undefined) throw new Error("no task");

test("an episode is played, graded and told", async () => {
  const events: TrajectoryEvent[] = [];
  const outcome = await runEpisode({
    definition: counterEnvironment,
    task,
    agent: oracleAgent,
    emit: (event) => events.push(event),
  });
  expect(outcome).toMatchObject({ success: true, turns: 2, ending: { status: "completed" } });
  expect(events[0]).toMatchObject({ type: "episode-start", agent: "oracle" });
  expect(events.at(-1)).toMatchObject({ type: "episode-end" });
});

test("an agent that throws ends its episode, which is graded as its fault", async () => {
  const agent = defineAgent({
    name: "broken",
    roles: [],
    play: () => {
      throw new Error("no idea");
    },
  });
  const outcome = await runEpisode({ definition: counterEnvironment, task, agent });
  expect(outcome.ending).toMatchObject({
    status: "error",
    boundary: "agent",
    message: expect.stringMatching(/^no idea \(run-episode/) as string,
  });
  expect(outcome.verdict).toMatchObject({ reward: 0 });
});

test("an agent is not asked to play an episode that was cancelled before it began", async () => {
  let played = false;
  const agent = defineAgent({
    name: "late",
    roles: [],
    play: async () => {
      played = true;
    },
  });
  const outcome = await runEpisode({
    definition: counterEnvironment,
    task,
    agent,
    signal: AbortSignal.abort(),
  });
  expect(outcome).toMatchObject({ ending: { status: "cancelled" }, verdict: { reward: null } });
  expect(played).toBe(false);
});

test("a script that the task lacks is refused", async () => {
  const agent = { ...oracleAgent, script: "bribe" };
  await expect(runEpisode({ definition: counterEnvironment, task, agent })).rejects.toThrow(
    UsageError,
  );
});
