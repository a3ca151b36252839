import type { Json, JsonObject } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { runProgram } from "../../src/program/run-program.ts";
import type { ProgramStep } from "../../src/program/tool-program.ts";
import { ToolRefusal } from "../../src/tools/tool-refusal.ts";
import { World } from "../../src/world/world.ts";

function shop(): World {
  return new World({
    makers: { rows: [{ id: "m1", name: "Acme" }] },
    items: {
      id_prefix: "it_",
      rows: [
        { id: "it_1", name: "red lamp", price: 30, stock: 2, maker: "m1" },
        { id: "it_2", name: "blue lamp", price: 20, stock: 0, maker: "m1" },
        { id: "it_3", name: "chair", price: 90, stock: 5, maker: null },
      ],
    },
    orders: { rows: [] },
  });
}

function run(
  world: World,
  steps: readonly ProgramStep[],
  { args = {}, result }: { readonly args?: JsonObject; readonly result?: Json } = {},
): Json {
  const transaction = world.begin();
  const value = runProgram(steps, { args, now: undefined, world: transaction, result });
  transaction.commit();
  return value;
}

describe("find", () => {
  type Find = Partial<Extract<ProgramStep, { readonly op: "find" }>>;
  const find = (step: Find, args: JsonObject = {}): Json =>
    run(shop(), [{ op: "find", table: "items", as: "found", ...step }], {
      args,
      result: "${found}",
    });

  test("filters, sorts, limits and selects", () => {
    expect(
      find({ where: { price: { gte: 20 } }, sort: ["-stock", "name"], limit: 2, select: ["id"] }),
    ).toEqual([{ id: "it_3" }, { id: "it_1" }]);
  });

  test("puts the best fits of a search first, unless it sorts", () => {
    const where = { $search: { in: ["name"], for: "${args.words}" } };
    const ids = (found: Json): Json => (found as readonly JsonObject[]).map(({ id = null }) => id);
    expect(ids(find({ where }, { words: "blue lamp" }))).toEqual(["it_2", "it_1"]);
    expect(ids(find({ where, sort: ["-price"] }, { words: "blue lamp" }))).toEqual([
      "it_1",
      "it_2",
    ]);
  });

  test("takes in rows that the found ones name", () => {
    const include = { made_by: { table: "makers", by: "maker", select: ["name"] } };
    expect(find({ where: { id: { in: ["it_1", "it_3"] } }, include, select: ["id"] })).toEqual([
      { id: "it_1", made_by: { name: "Acme" } },
      { id: "it_3", made_by: null },
    ]);
  });

  test("sorts what has no such field last", () => {
    const found = find({ sort: ["maker", "id"] }) as readonly JsonObject[];
    expect(found.map(({ id }) => id)).toEqual(["it_1", "it_2", "it_3"]);
  });
});

const buy: readonly ProgramStep[] = [
  {
    op: "each",
    in: "${args.ids}",
    as: "id",
    do: [
      {
        op: "get",
        table: "items",
        where: { id: "${id}" },
        as: "item",
        else: { code: "not_found", message: "There is no item ${id}." },
      },
      {
        op: "require",
        that: { "item.stock": { gt: 0 } },
        else: { code: "sold_out", message: "${item.name} is sold out." },
      },
      { op: "update", table: "items", where: { id: "${id}" }, increment: { stock: -1 } },
      { op: "insert", table: "orders", row: { item: "${id}", price: "${item.price}" } },
    ],
  },
  { op: "find", table: "orders", as: "orders" },
];

test("steps are done for each of a list, and the result is made of what they found", () => {
  const world = shop();
  const result = run(world, buy, {
    args: { ids: ["it_1", "it_3"] },
    result: { total: { $sum: ["${orders}", "price"] } },
  });
  expect(result).toEqual({ total: 120 });
  expect(world.tables()["items"]?.map(({ stock }) => stock)).toEqual([1, 0, 4]);
});

test("a refusal tells why, and nothing of the call was done", () => {
  const world = shop();
  expect(() => run(world, buy, { args: { ids: ["it_1", "it_2"] } })).toThrow(
    new ToolRefusal("sold_out", "blue lamp is sold out."),
  );
  expect(world.version).toBe(0);
});

test("lists of more than a hundred are refused", () => {
  const ids = Array.from({ length: 101 }, () => "it_1");
  expect(() => run(shop(), buy, { args: { ids } })).toThrow(ToolRefusal);
});

test("when chooses between steps", () => {
  const steps: readonly ProgramStep[] = [
    {
      op: "when",
      that: { "args.all": true },
      do: [{ op: "delete", table: "items", where: {} }],
      otherwise: [{ op: "delete", table: "items", where: { id: "it_2" } }],
    },
  ];
  const one = shop();
  run(one, steps, { args: { all: false } });
  expect(one.tables()["items"]).toHaveLength(2);
  const all = shop();
  expect(run(all, steps, { args: { all: true } })).toEqual({ ok: true });
  expect(all.tables()["items"]).toEqual([]);
});

test("updates and deletions that find nothing are refused", () => {
  const where = { id: "nothing" };
  expect(() => run(shop(), [{ op: "delete", table: "items", where }])).toThrow(ToolRefusal);
  expect(() =>
    run(shop(), [
      { op: "update", table: "items", where, set: { price: 1 }, else: { message: "No ${now}!" } },
    ]),
  ).toThrow(new ToolRefusal("refused", "No !"));
});
