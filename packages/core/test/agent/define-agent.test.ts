import { expect, test } from "vitest";

import {
  type AgentDefinition,
  callAction,
  createTasks,
  defineAgent,
  type EpisodeOutcome,
  nopAgent,
  openSession,
  oracleAgent,
  scriptAgent,
  textAction,
} from "../../src/index.ts";
import { counterEnvironment } from "../../src/testing/index.ts";

async function play(agent: AgentDefinition): Promise<EpisodeOutcome> {
  const [task] = await createTasks([{ target: 4 }]);
  await using session = await openSession({
    definition: counterEnvironment,
    task: task as NonNullable<typeof task>,
    limits: { turns: 5 },
    ...(agent.script === undefined ? {} : { script: agent.script }),
  });
  try {
    if (session.episode !== undefined) await agent.play(session.episode);
  } catch (error) {
    session.fail(error);
  }
  return session.finish();
}

test("the oracle plays the task's own solution", async () => {
  expect(await play(oracleAgent)).toMatchObject({ verdict: { reward: 1 }, turns: 2 });
});

test("doing nothing is one turn without a call", async () => {
  expect(await play(nopAgent)).toMatchObject({ verdict: { reward: 0 }, turns: 1, toolCalls: 0 });
});

test("a cheat is played by its name", async () => {
  expect(await play(scriptAgent("cheat", "claim"))).toMatchObject({ verdict: { reward: 0 } });
});

test("an agent that is asked turn by turn is new for each episode, and closed after it", async () => {
  const log: string[] = [];
  let made = 0;
  const agent = defineAgent({
    name: "turns",
    create: () => {
      made += 1;
      const name = `agent ${made}`;
      return {
        act: async (observation, { transcript }) => {
          log.push(`${name} sees ${transcript.turns.length} turns`);
          return observation.results === undefined
            ? callAction({ name: "add", arguments: { amount: 4 } })
            : textAction("Done.");
        },
        close: async () => void log.push(`${name} closed`),
      };
    },
  });
  expect((await play(agent)).verdict.reward).toBe(1);
  expect((await play(agent)).verdict.reward).toBe(1);
  expect(log).toEqual([
    "agent 1 sees 1 turns",
    "agent 1 sees 3 turns",
    "agent 1 closed",
    "agent 2 sees 1 turns",
    "agent 2 sees 3 turns",
    "agent 2 closed",
  ]);
});

test("an agent that never stops is ended by the limit, without an error of its own", async () => {
  const agent = defineAgent({
    name: "restless",
    create: () => ({ act: async () => callAction({ name: "add", arguments: { amount: 0 } }) }),
  });
  expect(await play(agent)).toMatchObject({
    ending: { status: "limit", limit: "turns" },
    turns: 5,
  });
});

test("an agent that throws ends the episode as its own fault", async () => {
  const agent = defineAgent({ name: "broken", play: async () => Promise.reject(new Error("no")) });
  expect(await play(agent)).toMatchObject({
    ending: {
      status: "error",
      boundary: "agent",
      message: expect.stringMatching(/^no \(define-agent/) as string,
    },
    verdict: { reward: 0 },
  });
});
