import { callAction, type Json, type JsonObject, textAction } from "@agent-gym/core";
import { type ScriptedReply, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { smallTask, variant } from "../fixtures/small-task.ts";
import { notesOf, playActions, taskOf } from "../play-episode.ts";
import { fencedData } from "../read-fence.ts";

const task = variant({
  story_stages: ["The order was found", "The order was cancelled"],
  rubric: { items: [{ id: "a", kind: "state", table: "orders", where: { status: "cancelled" } }] },
  user: {
    script: {
      rules: [{ say: "Bye now.", when: { said: ["goodbye"] }, act: "accept" }, { say: "I see." }],
    },
  },
});
const cancel = callAction({ name: "cancel_order", arguments: { order_id: "ord_01" } });
const none = { stages: [], asked: [] };

async function play(
  replies: readonly (ScriptedReply | Json)[],
  actions: Parameters<typeof playActions>[1],
  data: JsonObject = task,
  models: Parameters<typeof playActions>[2] = {},
) {
  const tracker = scriptedModel(
    replies.map((reply) => (typeof reply === "string" ? reply : JSON.stringify(reply))),
  );
  const played = await playActions(await taskOf(data), actions, {
    ...models,
    models: { ...models.models, tracker },
  });
  return {
    ...played,
    requests: tracker.requests,
    faults: notesOf(played.events, "simulator-fault"),
    reached: notesOf(played.events, "stage-reached"),
  };
}

describe("a stage without a check", () => {
  test("is reached when the tracker quotes what shows it", async () => {
    const { reached, requests, events } = await play(
      [
        { ...none, stages: [{ id: "s1", n: 1, quote: "have found it" }] },
        { ...none, stages: [{ id: "s2", n: 3, quote: '"cancelled":"ord_01"' }] },
      ],
      [textAction("I have found it."), cancel, textAction("Goodbye.")],
    );
    expect(reached).toEqual([
      { stage: "s1", turn: 0 },
      { stage: "s2", turn: 1 },
    ]);
    expect(events.find((event) => event.type === "evidence")).toMatchObject({
      data: { stages: { s1: 0, s2: 1 } },
    });
    expect(fencedData(requests[1] as never)["news"]).toMatchObject({
      open_stages: [{ id: "s2" }],
      entries: [
        { n: 2, by: "user" },
        { n: 3, by: "tool", ok: true },
        { n: 4, by: "agent" },
      ],
    });
  });

  test("is looked for once more after the user's last words", async () => {
    const { reached } = await play(
      [none, { ...none, stages: [{ id: "s1", n: 2, quote: "bye now" }] }],
      [cancel, textAction("Goodbye.")],
    );
    expect(reached).toEqual([]);
    const played = await play(
      [none, { ...none, stages: [{ id: "s1", n: 3, quote: "bye now" }] }],
      [cancel, textAction("Goodbye.")],
    );
    expect(played.reached).toEqual([{ stage: "s1", turn: 1 }]);
  });

  test.each<[kind: string, what: string, reply: ScriptedReply | Json]>([
    ["unreadable", "rubbish", "Stage one is done, I think."],
    ["malformed", "another form", { stages: ["s1"], asked: [] }],
    [
      "unknown-id",
      "a stage that there is not",
      { ...none, stages: [{ id: "s9", n: 1, quote: "found" }] },
    ],
    [
      "bad-quote",
      "a quote that nobody said",
      { ...none, stages: [{ id: "s1", n: 1, quote: "I found two" }] },
    ],
    [
      "bad-quote",
      "a quote of another entry",
      { ...none, stages: [{ id: "s1", n: 0, quote: "found" }] },
    ],
    ["bad-quote", "an empty quote", { ...none, stages: [{ id: "s1", n: 1, quote: " " }] }],
    [
      "bad-quote",
      "an entry that there is not",
      { ...none, stages: [{ id: "s1", n: 77, quote: "found" }] },
    ],
  ])("is not reached by %s: %s", async (kind, _, reply) => {
    const { reached, faults } = await play([reply, none], [textAction("I have found it.")]);
    expect(reached).toEqual([]);
    expect(faults).toMatchObject([{ role: "tracker", kind }]);
  });
});

test("the tracker sees no goal and no rubric, and is not asked while the agent is silent", async () => {
  const { requests } = await play(
    [none],
    [textAction(""), textAction("Hello.")],
    variant({ user: { goal: "SECRET-GOAL" } }, task),
  );
  expect(requests).toHaveLength(1);
  expect(JSON.stringify(requests)).not.toMatch(/SECRET-GOAL|unchanged|rubric/);
});

test("a fact without words of its own is unlocked when the tracker saw it asked for", async () => {
  const facts = [{ id: "size", text: "I need a 44.", disclose: "when_asked" }];
  const data = { ...smallTask, user: { goal: "Cancel it.", facts } };
  const user = scriptedModel((request) => {
    const known = fencedData(request)["turn"]?.["facts"];
    const tells = Array.isArray(known) && known.length > 0;
    return JSON.stringify({
      message: tells ? "A 44." : "What do you mean?",
      facts_used: tells ? ["size"] : [],
      act: "continue",
    });
  });
  const { events } = await play(
    [none, { ...none, asked: [{ id: "size", n: 3, quote: "feet" }] }],
    [textAction("Hello."), textAction("How long are your feet?")],
    data,
    { models: { user } },
  );
  expect(notesOf(events, "user-turn").map(({ unlocked }) => unlocked)).toEqual([[], [], ["size"]]);
});

test("only the agent asks", async () => {
  const facts = [{ id: "size", text: "I need a 44.", disclose: "when_asked" }];
  const data = { ...smallTask, user: { goal: "Cancel it.", facts } };
  const user = scriptedModel(['{"message": "Hm.", "facts_used": [], "act": "continue"}']);
  const { faults } = await play(
    [{ ...none, asked: [{ id: "size", n: 0, quote: "cancel my lamp" }] }, none],
    [textAction("Hello.")],
    data,
    { models: { user } },
  );
  expect(faults).toMatchObject([{ role: "tracker", kind: "bad-quote" }]);
});
