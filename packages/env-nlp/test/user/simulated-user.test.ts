import {
  callAction,
  type ChatRequest,
  type JsonObject,
  textAction,
  type TrajectoryEvent,
} from "@agent-gym/core";
import { type ScriptedReply, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { variant, without } from "../fixtures/small-task.ts";
import { talkTask } from "../fixtures/talk-task.ts";
import { notesOf, playActions, taskOf } from "../play-episode.ts";
import { fencedData } from "../read-fence.ts";

interface Said {
  readonly message?: string;
  readonly facts_used?: readonly string[];
  readonly act?: string;
}

const ask = textAction("What does your meter say?");
const fix = callAction({ name: "correct_bill", arguments: { reading: 48213 } });
const done = textAction("I have corrected it.");
const tells: Said = { message: "It says 48213.", facts_used: ["reading"] };
const accepts: Said = { message: "Lovely, thank you.", act: "accept" };

async function play(
  replies: readonly (Said | ScriptedReply)[],
  actions: Parameters<typeof playActions>[1],
  task: JsonObject = talkTask,
) {
  const model = scriptedModel(
    replies.map((reply) =>
      typeof reply === "string" || reply instanceof Error || "finish" in reply
        ? reply
        : JSON.stringify({ facts_used: [], act: "continue", ...reply }),
    ),
  );
  const played = await playActions(await taskOf(task), actions, { models: { user: model } });
  return {
    ...played,
    requests: model.requests,
    faults: notesOf(played.events, "simulator-fault"),
    heard: heardIn(played.events),
  };
}

function factsIn(request: ChatRequest): readonly JsonObject[] {
  const facts = fencedData(request)["turn"]?.["facts"];
  return Array.isArray(facts) ? facts : [];
}

function heardIn(events: readonly TrajectoryEvent[]): readonly unknown[] {
  return events.flatMap((event) =>
    event.type === "step" && event.observation.message !== undefined
      ? [event.observation.message]
      : [],
  );
}

describe("a user that a model plays", () => {
  test("answers, tells facts, and accepts when what it wants is done", async () => {
    const { outcome, heard, events } = await play([tells, accepts], [ask, fix, done]);
    expect(heard).toEqual(["It says 48213.", "Lovely, thank you."]);
    expect(outcome).toMatchObject({ ending: { status: "completed" }, verdict: { reward: 1 } });
    expect(events.find((event) => event.type === "evidence")).toMatchObject({
      data: { told: ["reading"], stages: { asked: 0, fixed: 1 }, act: "accept", faults: [] },
    });
  });

  test("is given only the facts that it may tell by then", async () => {
    const { requests } = await play(
      [{ message: "Hm?" }, tells, { message: "A letter, please.", facts_used: ["thanks"] }],
      [textAction("Hello!"), ask, fix, done],
    );
    const unlocked = requests.map((request) => factsIn(request).map(({ id }) => id));
    expect(unlocked).toEqual([["street"], ["street", "reading"], ["street", "reading", "thanks"]]);
    expect(JSON.stringify(requests)).not.toContain("pension");
    expect(JSON.stringify(requests[0])).not.toContain("48213");
  });

  test("sees neither calls nor results, neither tables nor rubric", async () => {
    const { requests } = await play([tells, accepts], [ask, fix, done]);
    const prompts = JSON.stringify(requests);
    for (const secret of ["correct_bill", "52000", "bill_1"]) expect(prompts).not.toContain(secret);
  });

  test("hears what was written beside calls as well", async () => {
    const { requests } = await play([tells, accepts], [ask, { ...fix, text: "One moment." }, done]);
    expect(fencedData(requests[1] as never)["turn"]?.["said"]).toBe(
      "One moment.\n\nI have corrected it.",
    );
  });

  test("begins by itself where the task gives no first words, and can't leave at once", async () => {
    const { events, faults } = await play(
      [{ message: "Bye.", act: "give_up" }, { message: "Good day, about my bill." }],
      [],
      without("initial_message", talkTask),
    );
    expect(events.find((event) => event.type === "reset")).toMatchObject({
      observation: { message: "Good day, about my bill." },
    });
    expect(faults).toMatchObject([{ kind: "ends-early" }]);
  });

  test("keeps its earlier turns as they were, so that a prompt only grows", async () => {
    const { requests } = await play(["rubbish", tells, accepts], [ask, fix, done]);
    const [first, repair, last] = requests.map(({ messages }) => messages);
    expect(repair?.slice(0, 2)).toEqual(first);
    expect(last?.slice(0, 2)).toEqual(first);
    expect(last).toHaveLength(4);
    expect(JSON.stringify(last)).not.toContain("rubbish");
  });

  test("behaves by dice that fall the same way each time", async () => {
    const behaviours = { "be terse": 1, "be rude": 0, "mention the rain": 0.5 };
    const task = variant({ user: { behaviours } }, talkTask);
    const turns = async (): Promise<unknown[]> => {
      const replies = Array.from({ length: 6 }, (_, index) => ({
        message: `So ${"so ".repeat(index)}?`,
      }));
      const played = await play(
        replies,
        Array.from({ length: 6 }, () => ask),
        variant({ user: { patience: 9 } }, task),
      );
      return played.requests.map((request) => fencedData(request)["turn"]?.["behave"]);
    };
    const first = await turns();
    expect(await turns()).toEqual(first);
    expect(first.every((one) => (one as string[]).includes("be terse"))).toBe(true);
    expect(JSON.stringify(first)).not.toContain("rude");
    expect(new Set(first.map((one) => (one as string[]).length))).toEqual(new Set([1, 2]));
  });
});

describe("a fault of the user's model is found, counted and mended", () => {
  test.each<[kind: string, what: string, reply: Said | ScriptedReply]>([
    ["unreadable", "rubbish", "I would say that it is fine."],
    ["unreadable", "half a JSON", '{"message": "It says 48213.", "facts'],
    ["silent", "nothing", ""],
    ["malformed", "a missing part", '{"message": "Hi"}'],
    ["malformed", "an act that there is not", { message: "Hi", act: "leave" }],
    ["silent", "an empty message", { message: "  " }],
    ["role-flip", "help that a customer does not offer", { message: "How can I help you today?" }],
    ["role-flip", "a call", { message: 'Sure. <tool_call>{"name": "correct_bill"}</tool_call>' }],
    [
      "role-flip",
      "the agent's own words",
      { message: "What does your meter say, and since when?" },
    ],
    ["invented", "a number that it can't know", { message: "It says 99999." }],
    ["invented", "an address that it can't know", { message: "Write to rosa@example.com." }],
    ["disclosed", "a fact that is not to be told", { message: "My pension is small." }],
    ["disclosed", "a fact that is not to be told yet", { message: "Yes.", facts_used: ["thanks"] }],
    ["unknown-fact", "a fact that there is not", { message: "Yes.", facts_used: ["shoe_size"] }],
    ["accepts-early", "content before anything is done", accepts],
    ["ends-early", "giving up at once", { message: "Forget it.", act: "give_up" }],
    ["wrong-language", "another language", { message: "表上的读数我看不清楚。" }],
    ["repeated", "what it has said before", { message: "Hello, my bill looks wrong." }],
    ["too-long", "a speech", { message: "well ".repeat(400) }],
  ])("%s: %s", async (kind, _, reply) => {
    const question = textAction("What does your meter say, and since when?");
    const { heard, faults, outcome, requests } = await play(
      [reply, tells, accepts],
      [question, fix, done],
    );
    expect(faults).toMatchObject([{ role: "user", kind, attempt: 0 }]);
    expect(heard).toEqual(["It says 48213.", "Lovely, thank you."]);
    expect(outcome.verdict).toMatchObject({
      reward: 1,
      details: { faults: [{ kind, mended: true }] },
    });
    expect(JSON.stringify(requests[1]?.messages.at(-1))).toContain("can't be used");
  });
});

test("three bad answers give a phrase that tells nothing, and an episode that fails is unscored", async () => {
  const bad = { message: "How can I help you?" };
  const { heard, outcome, faults } = await play([bad, bad, bad, { message: "Well?" }], [ask, ask]);
  expect(heard).toEqual(["Go on, please.", "Well?"]);
  expect(faults).toHaveLength(3);
  expect(outcome.verdict).toMatchObject({ reward: null, boundary: "user" });
});

test("a user who would take anything is held back, and does not spare the agent its failure", async () => {
  const { heard, outcome } = await play([accepts, accepts, accepts], [ask]);
  expect(heard).toEqual(["Go on, please."]);
  expect(outcome.verdict).toMatchObject({
    reward: 0,
    details: { faults: Array.from({ length: 3 }, () => ({ kind: "accepts-early", mended: true })) },
  });
});

test("a user who would leave without telling what it must may decide the outcome: unscored", async () => {
  const stubborn = await play(
    Array.from({ length: 6 }, () => accepts),
    [callAction({ name: "correct_bill", arguments: { reading: 48213 } }), done, done],
    variant({ rubric: { items: [{ id: "told", kind: "told", fact: "reading" }] } }, talkTask),
  );
  expect(stubborn.outcome.verdict).toMatchObject({ reward: null, boundary: "user" });
});

test("a matter of style is used all the same when the model can't do better", async () => {
  const again = { message: "Hello, my bill looks wrong." };
  const { heard, outcome } = await play([again, again, again], [ask]);
  expect(heard).toEqual(["Hello, my bill looks wrong."]);
  expect(outcome.verdict).toMatchObject({ reward: 0 });
});

test("an answer that comes too late counts as none", async () => {
  const { nlpEnvironment } = await import("../../src/index.ts");
  const options = nlpEnvironment.parseOptions({ user: { seconds: 0.05, attempts: 2 } });
  const model = scriptedModel([]);
  const { events } = await playActions(await taskOf(talkTask), [ask], {
    options,
    models: { user: { ...model, complete: () => new Promise(() => {}) } },
  });
  expect(notesOf(events, "simulator-fault")).toMatchObject([
    { kind: "too-late" },
    { kind: "too-late", attempt: 1 },
  ]);
  expect(heardIn(events)).toEqual(["Go on, please."]);
});

test("a silent agent is asked whether it is there, and nobody waits for ever", async () => {
  const { heard, requests, outcome } = await play(
    [],
    Array.from({ length: 5 }, () => textAction("")),
  );
  expect(requests).toEqual([]);
  expect(heard).toEqual([
    "Are you still there?",
    "Are you still there?",
    "Never mind. I'll try it elsewhere.",
  ]);
  expect(outcome).toMatchObject({ ending: { status: "completed" }, verdict: { reward: 0 } });
});

test("an agent that only calls is stopped by the task's limit", async () => {
  const task = variant({ limits: { turns: 4 } }, talkTask);
  const wrong = callAction({ name: "correct_bill", arguments: { reading: 1 } });
  const { outcome } = await play(
    [],
    Array.from({ length: 9 }, () => wrong),
    task,
  );
  expect(outcome).toMatchObject({
    ending: { status: "limit", limit: "environment" },
    turns: 4,
    verdict: { reward: 0 },
  });
});

test("roles that are asked too often end the episode at the task's limit", async () => {
  const task = variant({ limits: { role_calls: 2 } }, talkTask);
  const { outcome } = await play(["no", tells], [ask, ask, ask], task);
  expect(outcome).toMatchObject({ ending: { status: "limit", limit: "environment" }, turns: 1 });
});
