import { callAction, type Json, type JsonObject, textAction } from "@agent-gym/core";
import { type ScriptedReply, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { smallTask, variant } from "../fixtures/small-task.ts";
import { notesOf, playActions, taskOf } from "../play-episode.ts";
import { fencedData } from "../read-fence.ts";

const cancel = callAction({ name: "cancel_order", arguments: { order_id: "ord_01" } });
const sorry = textAction("I am sorry for the trouble. It is cancelled.");

const judged = (id: string): JsonObject => ({ id, kind: "judged", text: `The agent was ${id}.` });
const rubric = (...items: readonly JsonObject[]): JsonObject => variant({ rubric: { items } });
const cancelled: JsonObject = {
  id: "cancelled",
  kind: "state",
  table: "orders",
  where: { id: "ord_01", status: "cancelled" },
};
const kindly = rubric(cancelled, judged("kind"));

// Entries: 0 the user, 1 the call, 2 the agent's words, 3 the user.
const met = (id: string): JsonObject => ({
  id,
  verdict: "met",
  n: 2,
  quote: "I am sorry",
  reason: "r",
});
const notMet = (id: string): JsonObject => ({ id, verdict: "not_met", reason: "r" });
const cannotTell = (id: string): JsonObject => ({ id, verdict: "cannot_tell", reason: "r" });
const says = (...items: readonly JsonObject[]): JsonObject => ({ items });

async function grade(
  replies: readonly (ScriptedReply | Json)[],
  task: JsonObject = kindly,
  actions: Parameters<typeof playActions>[1] = [cancel, sorry],
) {
  const judge = scriptedModel(
    replies.map((reply) =>
      typeof reply === "string" || reply instanceof Error ? reply : JSON.stringify(reply),
    ),
  );
  const { outcome, events } = await playActions(await taskOf(task), actions, { models: { judge } });
  return {
    ...outcome,
    requests: judge.requests,
    faults: notesOf(events, "simulator-fault").map(({ kind }) => kind),
  };
}

describe("the judge", () => {
  test("decides items that only a reader can judge", async () => {
    expect((await grade([says(met("kind"))])).verdict).toMatchObject({
      reward: 1,
      scores: { cancelled: 1, kind: 1 },
    });
    expect((await grade([says(notMet("kind"))])).verdict).toMatchObject({
      reward: 0,
      scores: { cancelled: 1, kind: 0 },
    });
  });

  test("is not asked when code has settled the reward", async () => {
    const { verdict, requests } = await grade([], kindly, [sorry]);
    expect(requests).toEqual([]);
    expect(verdict).toMatchObject({ reward: 0, scores: { cancelled: 0, kind: null } });
  });

  test("sees the numbered entries, calls and results, changes and items", async () => {
    const { requests } = await grade([says(met("kind"))]);
    const { case: data } = fencedData(requests[0] as never);
    expect(data).toMatchObject({
      entries: [
        { n: 0, by: "user" },
        { n: 1, by: "tool", tool: "cancel_order", arguments: { order_id: "ord_01" }, ok: true },
        { n: 2, by: "agent", text: "I am sorry for the trouble. It is cancelled." },
        { n: 3, by: "user" },
      ],
      changes: [{ table: "orders", before: { status: "open" }, after: { status: "cancelled" } }],
      items: [{ id: "kind", statement: "The agent was kind." }],
    });
  });

  test.each<[kind: string, what: string, reply: ScriptedReply | Json]>([
    ["unreadable", "rubbish", "All good!"],
    ["unreadable", "half a JSON", '{"items": [{"id": "kind", "verdict": "met"'],
    ["malformed", "another form", { kind: "met" }],
    ["missing-verdict", "an empty verdict", says()],
    ["missing-verdict", "a verdict on something else", says(met("unkind"))],
    ["bad-quote", "no quote", says({ id: "kind", verdict: "met" })],
    ["bad-quote", "a quote that nobody said", says({ ...met("kind"), quote: "I am so sorry" })],
    ["bad-quote", "a quote of another entry", says({ ...met("kind"), n: 0 })],
    ["contradicts", "two verdicts on one item", says(met("kind"), notMet("kind"))],
    ["repeated-verdict", "one verdict twice", says(met("kind"), met("kind"))],
  ])("is asked again after %s: %s", async (kind, _, reply) => {
    const { verdict, faults } = await grade([reply, says(met("kind"))]);
    expect(verdict.reward).toBe(1);
    expect(faults).toContain(kind);
  });

  test("is asked again only for what is missing", async () => {
    const task = rubric(cancelled, judged("kind"), judged("brief"));
    const { verdict, requests } = await grade([says(met("kind")), says(notMet("brief"))], task);
    expect(verdict).toMatchObject({ reward: 0, scores: { kind: 1, brief: 0 } });
    expect(JSON.stringify(requests[1]?.messages.at(-1))).toContain("brief");
  });

  test.each<[what: string, reply: ScriptedReply | Json]>([
    ["an empty verdict", says()],
    ["a contradiction", says(met("kind"), notMet("kind"))],
    ["rubbish", "I'd say so."],
    ["nothing", ""],
  ])("that gives %s to the end makes the episode unscored, never a pass", async (_, reply) => {
    const { verdict, ending } = await grade([reply, reply, reply]);
    expect(ending).toEqual({ status: "completed" });
    expect(verdict).toMatchObject({
      reward: null,
      boundary: "verifier",
      reason: expect.stringContaining("kind"),
    });
  });

  test("that can't tell votes again, until two votes agree", async () => {
    const agreed = await grade([says(cannotTell("kind")), says(met("kind")), says(met("kind"))]);
    expect(agreed.verdict.reward).toBe(1);
    const torn = await grade([says(cannotTell("kind")), says(met("kind")), says(notMet("kind"))]);
    expect(torn.verdict).toMatchObject({
      reward: null,
      boundary: "verifier",
      details: { kind: ["cannot_tell", "met", "not_met"] },
    });
  });

  test("that fails leaves the episode unscored at the boundary where it failed", async () => {
    const { verdict } = await grade([new Error("no such host")]);
    expect(verdict).toMatchObject({ reward: null, boundary: "verifier" });
  });
});

describe("the reward", () => {
  const said = (id: string, words: string, more: JsonObject = {}): JsonObject => ({
    id,
    kind: "said",
    any: [words],
    ...more,
  });

  test("is 1 only when all required items are met", async () => {
    const items = [cancelled, said("sorry", "sorry"), said("bonus", "bonus", { required: false })];
    expect((await grade([], rubric(...items))).verdict).toMatchObject({
      reward: 1,
      scores: { bonus: 0 },
    });
  });

  test("is the share of the weights in a weighted rubric, and 0 without what is required", async () => {
    const weighted = (first: JsonObject): JsonObject =>
      variant({
        rubric: {
          basis: "weighted",
          items: [
            first,
            said("sorry", "sorry", { weight: 3 }),
            said("bonus", "bonus", { weight: 4 }),
          ],
        },
      });
    const optional = weighted({ ...cancelled, weight: 1 });
    expect((await grade([], optional)).verdict).toMatchObject({ reward: 0.5 });
    expect((await grade([], optional, [sorry])).verdict).toMatchObject({ reward: 3 / 8 });
    const required = weighted({ ...cancelled, required: true });
    expect((await grade([], required, [sorry])).verdict).toMatchObject({ reward: 0 });
  });

  test("of an episode that a limit cut is that of what was done", async () => {
    const { verdict, ending } = await grade([], variant({ limits: { turns: 1 } }), [cancel]);
    expect(ending).toMatchObject({ status: "limit" });
    expect(verdict.reward).toBe(1);
  });

  test("says of every item what was expected and found", async () => {
    const { verdict } = await grade([], smallTask, [sorry]);
    expect(verdict.details).toMatchObject({
      act: null,
      items: [
        {
          id: "cancelled",
          passed: false,
          expected: 'at least 1 of orders with {"id":"ord_01","status":"cancelled"}',
          found: "0 of 2 rows",
        },
        { id: "rest", passed: true, found: "unchanged" },
      ],
    });
  });
});

test("an old record is judged again from its evidence and transcript alone", async () => {
  const { nlpEnvironment } = await import("../../src/index.ts");
  const task = await taskOf(kindly);
  const { events } = await playActions(task, [cancel, sorry], {
    models: { judge: scriptedModel([JSON.stringify(says(notMet("kind")))]) },
  });
  const { foldTranscript } = await import("@agent-gym/core");
  const evidence = events.find((event) => event.type === "evidence");
  const input = {
    task,
    evidence: JSON.parse(JSON.stringify({ data: evidence?.data })) as { readonly data: Json },
    transcript: JSON.parse(JSON.stringify(foldTranscript(events))) as never,
    ending: { status: "completed" } as const,
    stepRewards: [],
  };
  const again = await nlpEnvironment.grade(input, nlpEnvironment.parseOptions({}), {
    sandboxes: {} as never,
    model: () => scriptedModel([JSON.stringify(says(met("kind")))]),
    note: () => {},
    seed: 0,
    signal: AbortSignal.timeout(10_000),
  });
  expect(again).toMatchObject({ reward: 1, scores: { cancelled: 1, kind: 1 } });
});
