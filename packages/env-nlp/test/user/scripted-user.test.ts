import { callAction, type JsonObject, textAction } from "@agent-gym/core";
import { expect, test } from "vitest";

import { smallTask, variant } from "../fixtures/small-task.ts";
import { notesOf, playActions, taskOf } from "../play-episode.ts";

const cancel = callAction({ name: "cancel_order", arguments: { order_id: "ord_01" } });

async function turns(
  actions: Parameters<typeof playActions>[1],
  script: JsonObject,
): Promise<readonly unknown[]> {
  const task = await taskOf(variant({ user: { script } }));
  const { events } = await playActions(task, actions);
  return events.flatMap((event) =>
    event.type === "step" && event.observation.results === undefined
      ? [event.observation.message]
      : [],
  );
}

test("the first rule that applies answers, as often as it may", async () => {
  const rules = [
    { say: "Once.", at_most: 1 },
    { say: "You said red.", when: { said: ["red"] } },
    { say: "Anything else.", when: { said: ["e"] } },
    { say: "The rest." },
  ];
  const said = ["red", "reddish", "red!", "a e"].map((text) => textAction(text));
  expect(await turns(said, { rules })).toEqual([
    "Once.",
    "The rest.",
    "You said red.",
    "Anything else.",
  ]);
});

test("a rule that accepts waits until the user may accept", async () => {
  const rules = [{ say: "Thanks!", act: "accept" }, { say: "Not yet." }];
  expect(await turns([textAction("Done."), cancel, textAction("Now.")], { rules })).toEqual([
    "Not yet.",
    "Thanks!",
  ]);
});

test("without such a rule the user accepts as soon as it may", async () => {
  const said = [textAction("Done."), textAction("Really."), cancel, textAction("Now.")];
  const otherwise = ["Sure?", "I see nothing."];
  expect(await turns(said, { rules: [], otherwise })).toEqual([
    "Sure?",
    "I see nothing.",
    "Great, that's all I needed. Thank you!",
  ]);
});

test("a rule may give up", async () => {
  const rules = [{ say: "Then I'll leave.", when: { said: ["can't"] }, act: "give_up" }];
  const task = await taskOf(variant({ user: { script: { rules } } }));
  const { outcome, events } = await playActions(task, [textAction("I can't."), cancel]);
  expect(outcome).toMatchObject({
    ending: { status: "completed" },
    turns: 1,
    verdict: { reward: 0 },
  });
  expect(notesOf(events, "user-turn").at(-1)).toMatchObject({ act: "give_up" });
});

test("it never asks a model", async () => {
  const { outcome } = await playActions(await taskOf(smallTask), [cancel, textAction("Done.")]);
  expect(outcome.usage).toEqual({});
  expect(outcome.verdict.reward).toBe(1);
});
