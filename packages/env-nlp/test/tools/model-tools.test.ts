import {
  callAction,
  contentText,
  type Json,
  type JsonObject,
  ProviderError,
  textAction,
  type TrajectoryEvent,
} from "@agent-gym/core";
import { type ScriptedReply, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { shopTask } from "../fixtures/shop-task.ts";
import { variant } from "../fixtures/small-task.ts";
import { notesOf, playActions, taskOf } from "../play-episode.ts";
import { fencedData } from "../read-fence.ts";

const search = callAction({ name: "search_items", arguments: { words: "lamp" } });
const buy = callAction({ name: "buy_item", arguments: { item_id: "it_7" } });
const rate = callAction({ name: "rate_shop", arguments: { stars: 5 } });
const goodbye = textAction("Goodbye!");

const found = {
  status: "ok",
  result: {
    items: [
      { id: "it_7", name: "red lamp", price: 20 },
      { id: "$new1", name: "blue lamp", price: 25 },
    ],
  },
  operations: [
    { op: "insert", table: "items", as: "$new1", row: { name: "blue lamp", price: 25, stock: 3 } },
  ],
};
const sold = {
  status: "ok",
  result: { sale_id: "$new1" },
  operations: [
    { op: "insert", table: "sales", as: "$new1", row: { item_id: "it_7" } },
    { op: "update", table: "items", id: "it_7", increment: { stock: -1 } },
  ],
};

/** What an episode leaves behind. */
interface Left {
  readonly tables: Readonly<Record<string, readonly JsonObject[]>>;
}

function resultsOf(events: readonly TrajectoryEvent[]): readonly Json[] {
  return events.flatMap((event) =>
    event.type === "step"
      ? (event.observation.results ?? []).map(({ content }) => JSON.parse(contentText(content)))
      : [],
  );
}

function tablesOf(events: readonly TrajectoryEvent[]): Left["tables"] {
  for (const event of events) {
    if (event.type === "evidence") return (event.data as unknown as Left).tables;
  }
  return {};
}

async function play(
  replies: readonly (ScriptedReply | Json)[],
  actions: Parameters<typeof playActions>[1],
  task: JsonObject = shopTask,
) {
  const texts = replies.map((reply) =>
    typeof reply === "string" || reply instanceof Error ? reply : JSON.stringify(reply),
  );
  const model = scriptedModel(texts);
  const played = await playActions(await taskOf(task), actions, {
    models: { tools: model },
  });
  return {
    ...played,
    results: resultsOf(played.events),
    tables: tablesOf(played.events),
    requests: model.requests,
    faults: notesOf(played.events, "simulator-fault"),
  };
}

describe("a tool that a model answers", () => {
  test("returns its result as JSON, with ids that code has given out", async () => {
    const { results, tables } = await play([found], [search, goodbye]);
    expect(results).toEqual([
      {
        items: [
          { id: "it_7", name: "red lamp", price: 20 },
          { id: "it_8", name: "blue lamp", price: 25 },
        ],
      },
    ]);
    expect(tables["items"]?.at(-1)).toEqual({ id: "it_8", name: "blue lamp", price: 25, stock: 3 });
  });

  test("answers a read again in the same bytes, unasked, while its tables are the same", async () => {
    const again = callAction({ name: "search_items", arguments: { words: "lamp" } });
    const { results, requests, events } = await play(
      [found, sold, { status: "ok", result: { items: [] } }],
      [search, rate, again, buy, again, goodbye],
    );
    expect(results[2]).toEqual(results[0]);
    expect(requests).toHaveLength(3);
    const backends = events.flatMap((event) =>
      event.type === "step"
        ? (event.observation.results ?? []).map(({ info }) => info?.["backend"])
        : [],
    );
    expect(backends).toEqual(["model", "steps", "cache", "model", "model"]);
  });

  test("sees its tables, its recent calls and the arguments; no dialogue, persona or rubric", async () => {
    const { requests } = await play([sold], [textAction("SECRET-WORDS"), rate, buy, goodbye]);
    const prompt = JSON.stringify(requests[0]?.messages);
    const { call, about } = fencedData(requests[0] as NonNullable<(typeof requests)[0]>);
    expect(call).toMatchObject({
      arguments: { item_id: "it_7", count: 1 },
      may_change: ["items", "sales"],
      recent_calls: [],
    });
    expect(Object.keys(call?.["tables"] as JsonObject)).toEqual(["items", "sales"]);
    expect(about).toMatchObject({ effect: "write", world: "open" });
    for (const secret of ["SECRET-WORDS", "SECRET-PERSONA", "ratings", '"sold"']) {
      expect(prompt).not.toContain(secret);
    }
  });

  test("sees earlier calls on its tables", async () => {
    const { requests } = await play([found, sold], [search, buy, goodbye]);
    const { call } = fencedData(requests[1] as NonNullable<(typeof requests)[1]>);
    expect(call?.["recent_calls"]).toMatchObject([
      { tool: "search_items", arguments: { words: "lamp" }, result: { items: [{}, {}] } },
    ]);
  });

  test("answers each of several calls, in order, each seeing what the one before did", async () => {
    const twice = callAction(
      { name: "buy_item", arguments: { item_id: "it_7" } },
      { name: "buy_item", arguments: { item_id: "it_7" } },
    );
    const { results, events } = await play(
      [sold, { status: "error", error: { code: "sold_out", message: "None left." } }],
      [twice, goodbye],
    );
    expect(results).toEqual([
      { sale_id: "sales_0001" },
      { error: { code: "sold_out", message: "None left." } },
    ]);
    const step = events.find((event) => event.type === "step");
    expect(step?.observation.results).toMatchObject([
      { callId: "call_1" },
      { callId: "call_2", isError: true },
    ]);
  });
});

const bad: readonly [
  kind: string,
  what: string,
  reply: ScriptedReply | Json,
  action?: typeof buy,
][] = [
  ["unreadable", "rubbish", "I sold it."],
  ["unreadable", "half a JSON", JSON.stringify(sold).slice(0, 60)],
  ["silent", "nothing", "  "],
  ["malformed", "another form", { ok: true }],
  ["bad-result", "no result", { status: "ok" }],
  ["bad-error", "no error", { status: "error" }],
  [
    "bad-error",
    "an error that the tool does not have",
    { status: "error", error: { code: "boom", message: "m" } },
  ],
  [
    "bad-operations",
    "an error that changes something",
    { ...sold, status: "error", error: { code: "sold_out", message: "m" } },
  ],
  [
    "bad-operations",
    "a literal id",
    { ...sold, operations: [{ op: "insert", table: "sales", row: { id: "s1", item_id: "it_7" } }] },
  ],
  [
    "bad-operations",
    "a table that it may not change",
    { ...sold, operations: [{ op: "insert", table: "ratings", as: "$new1", row: {} }] },
  ],
  [
    "bad-operations",
    "a row that breaks its schema",
    { ...sold, operations: [{ op: "update", table: "items", id: "it_7", set: { price: -1 } }] },
  ],
  [
    "bad-operations",
    "a row that is not there",
    { ...sold, operations: [{ op: "delete", table: "items", id: "it_1" }] },
  ],
  [
    "bad-operations",
    "a reference to nothing",
    {
      ...sold,
      operations: [{ op: "insert", table: "sales", as: "$new1", row: { item_id: "it_1" } }],
    },
  ],
  [
    "bad-operations",
    "what breaks an invariant",
    {
      ...sold,
      operations: [
        { op: "update", table: "items", id: "it_7", set: { stock: -1 } },
        { op: "insert", table: "sales", as: "$new1", row: {} },
      ],
    },
  ],
  ["bad-operations", "a name that stands for nothing", { ...sold, operations: [] }],
  [
    "bad-operations",
    "an operation that there is not",
    { ...sold, operations: [{ op: "upsert", table: "sales" }] },
  ],
  ["unknown-id", "an id that nobody knows", { status: "ok", result: { sale_id: "sale_99" } }],
  [
    "bad-operations",
    "a read that changes something",
    { ...found, operations: [{ op: "update", table: "items", id: "it_7", set: { price: 1 } }] },
    search,
  ],
  [
    "bad-result",
    "a result that breaks what it returns",
    { status: "ok", result: { found: [] } },
    search,
  ],
];

describe("a model's answer that can't be used is asked for again, with what was wrong", () => {
  test.each(bad)("%s: %s", async (kind, _, reply, action = buy) => {
    const good = action === buy ? sold : found;
    const { results, faults, requests, tables, outcome } = await play(
      [reply, good],
      [action, goodbye],
    );
    expect(faults).toMatchObject([{ role: "tools", kind, attempt: 0 }]);
    expect(results).toHaveLength(1);
    expect(results[0]).not.toHaveProperty("error");
    expect(tables["items"]?.[0]).toMatchObject({ stock: action === buy ? 0 : 1, price: 20 });
    const repair = requests[1]?.messages.at(-1);
    expect(JSON.stringify(repair)).toContain(JSON.stringify(faults[0]?.["message"]).slice(1, 20));
    expect(outcome.verdict.reward).toBe(action === buy ? 1 : 0);
  });
});

test("after three bad answers the agent is told so, nothing is changed, and failing is not its fault", async () => {
  const { results, outcome, tables, faults } = await play(["no", "no", "no"], [buy, goodbye]);
  expect(results).toMatchObject([{ error: { code: "internal_error" } }]);
  expect(tables["sales"]).toEqual([]);
  expect(faults).toHaveLength(3);
  expect(outcome.verdict).toMatchObject({
    reward: null,
    boundary: "environment",
    reason: expect.stringContaining("tools role"),
    details: {
      faults: [{ mended: true }, { mended: true }, { mended: false, kind: "unreadable" }],
    },
  });
});

test("an episode that succeeds in spite of a fault is scored", async () => {
  const { outcome } = await play(["no", "no", "no", sold], [buy, buy, goodbye]);
  expect(outcome.verdict).toMatchObject({ reward: 1 });
});

test("an endpoint that fails is a provider's error", async () => {
  const failure = new ProviderError({ code: "server", message: "down" });
  const { outcome } = await play([failure], [buy, goodbye]);
  expect(outcome.ending).toMatchObject({ status: "error", boundary: "provider", code: "server" });
  expect(outcome.verdict.reward).toBeNull();
});

test("a closed world makes nothing up", async () => {
  const closed = variant({ world: { mode: "closed" } }, shopTask);
  const { faults } = await play(
    [found, { status: "ok", result: { items: [] } }],
    [search, goodbye],
    closed,
  );
  expect(faults).toMatchObject([{ kind: "bad-operations" }]);
});

test("a tool whose name reads may not write, unless the task says so", async () => {
  const open = variant({ tool_specs: { buy_item: { effect: "read" } } }, shopTask);
  const { faults } = await play([sold, { status: "ok", result: {} }], [buy, goodbye], open);
  expect(faults).toMatchObject([{ kind: "bad-operations" }]);
});
