import { textAction } from "@agent-gym/core";
import { scriptedModel } from "@agent-gym/core/testing";
import { expect, test } from "vitest";

import { nlpEnvironment } from "../../src/index.ts";
import { variant } from "../fixtures/small-task.ts";
import { talkTask } from "../fixtures/talk-task.ts";
import { playActions, taskOf } from "../play-episode.ts";

const reply = JSON.stringify({ message: "Pardon?", facts_used: [], act: "continue" });

test("each role has its own model, sampling and number of attempts", async () => {
  const user = scriptedModel(["no", reply], { id: "actor" });
  const tracker = scriptedModel(() => JSON.stringify({ stages: [], asked: [] }), { id: "watcher" });
  const options = nlpEnvironment.parseOptions({
    user: { sampling: { temperature: 1, seed: 3 }, attempts: 2 },
  });
  const task = await taskOf(
    variant({ story_stages: ["Rosa was helped"], user: { facts: [] } }, talkTask),
  );
  const { events, outcome } = await playActions(task, [textAction("Hello.")], {
    options,
    models: { user, tracker },
  });
  const calls = events.flatMap((event) =>
    event.type === "model-call" ? [[event.role, event.model, event.request?.["sampling"]]] : [],
  );
  expect(calls).toEqual([
    ["tracker", "watcher", { temperature: 0 }],
    ["user", "actor", { temperature: 1, seed: 3 }],
    ["user", "actor", { temperature: 1, seed: 3 }],
  ]);
  expect(outcome.usage["user"]?.inputTokens).toBe(20);
});

test("a role without a model ends the episode before it begins", async () => {
  const { outcome } = await playActions(await taskOf(talkTask), []);
  expect(outcome.ending).toMatchObject({
    status: "error",
    message: expect.stringContaining("user"),
  });
});

test("the answer's JSON Schema goes with every question", async () => {
  const user = scriptedModel([reply]);
  await playActions(await taskOf(talkTask), [textAction("Hello.")], { models: { user } });
  expect(user.requests[0]?.responseSchema).toMatchObject({
    required: ["message", "facts_used", "act"],
  });
});
