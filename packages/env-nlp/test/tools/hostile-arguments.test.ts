import { callAction, type Json, type JsonObject } from "@agent-gym/core";
import { scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { shopTask } from "../fixtures/shop-task.ts";
import { variant, without } from "../fixtures/small-task.ts";
import { notesOf, playActions, taskOf } from "../play-episode.ts";

const big = 1e308;

/** A task whose one tool calculates with what the agent gives it. */
function calculating(value: JsonObject, steps: readonly JsonObject[] = []): JsonObject {
  const parameters = {
    type: "object",
    properties: { amount: { type: "number" }, order_id: { type: "string" } },
    required: ["amount"],
  };
  const tools: Json = [
    { type: "function", function: { name: "calculate", description: "", parameters } },
  ];
  return {
    ...variant({ tools }, without("solution")),
    tool_specs: {
      calculate: { steps: [...steps, { op: "let", as: "sum", value }], result: { sum: "${sum}" } },
    },
  };
}

describe("numbers that are too large for a tool are the agent's mistake, and end nothing:", () => {
  test.each<[string, JsonObject]>([
    ["$multiply", { $multiply: ["${args.amount}", "${args.amount}"] }],
    ["$add", { $add: ["${args.amount}", "${args.amount}"] }],
    ["$divide", { $divide: ["${args.amount}", 1e-9] }],
    ["$round", { $round: [1.5, "${args.amount}"] }],
    ["$days_after", { $days_after: ["2026-05-01", "${args.amount}"] }],
    ["$min", { $min: [] }],
  ])("%s", async (_, value) => {
    const { outcome, events } = await playActions(await taskOf(calculating(value)), [
      callAction({ name: "calculate", arguments: { amount: big } }),
    ]);
    expect(outcome.ending.status).not.toBe("error");
    expect(JSON.stringify(events)).toContain("not_allowed");
    expect(outcome.verdict.reward).toBe(0);
  });

  test("an increment, which changes nothing then", async () => {
    const steps = [1, 2].map(() => ({
      op: "update",
      table: "orders",
      where: { id: "ord_03" },
      increment: { total: "${args.amount}" },
    }));
    const data = variant(
      { world: { tables: { orders: { rows: [{ id: "ord_03", total: big }] } } } },
      calculating({ $add: [1, 1] }, steps),
    );
    const task = await taskOf({
      ...data,
      rubric: {
        items: [{ id: "kept", kind: "state", table: "orders", where: { total: big } }],
      },
    });
    const { outcome } = await playActions(task, [
      callAction({ name: "calculate", arguments: { amount: big } }),
    ]);
    expect(outcome).toMatchObject({ verdict: { reward: 1 } });
  });
});

test("in a closed world a model can't confirm an id only because the agent named it", async () => {
  const { world, tool_specs: _, ...rest } = shopTask;
  const task = await taskOf({ ...rest, world: { ...(world as JsonObject), mode: "closed" } });
  const made = { status: "ok", result: { item_id: "it_999", price: 5 } };
  const tools = scriptedModel([
    JSON.stringify(made),
    JSON.stringify({ status: "error", error: { code: "not_found", message: "No such item." } }),
  ]);
  const { events } = await playActions(
    task,
    [callAction({ name: "buy_item", arguments: { item_id: "it_999" } })],
    { models: { tools } },
  );
  expect(notesOf(events, "simulator-fault")).toMatchObject([{ kind: "unknown-id" }]);
  expect(JSON.stringify(events)).toContain("No such item.");
});
