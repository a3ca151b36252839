import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { RefusedOperations } from "../../src/world/operation.ts";
import type { Table } from "../../src/world/table.ts";
import { World } from "../../src/world/world.ts";

const tables: Readonly<Record<string, Table>> = {
  shelves: { rows: [{ id: "shelf_a" }, { id: "shelf_b" }] },
  books: {
    id_prefix: "bk_",
    references: { shelf: "shelves", also: "shelves" },
    row: {
      type: "object",
      properties: { title: { type: "string" }, copies: { type: "integer", minimum: 0 } },
      required: ["title"],
    },
    rows: [
      { id: "bk_07", title: "One", copies: 2, shelf: "shelf_a" },
      { id: "bk_09", title: "Two", copies: 0, shelf: null },
    ],
  },
};

function problemsOf(run: () => unknown): readonly string[] {
  try {
    run();
  } catch (error) {
    if (error instanceof RefusedOperations) return error.problems;
    throw error;
  }
  return [];
}

describe("a transaction", () => {
  test("changes the world only when it is committed, and sees itself before", () => {
    const world = new World(tables);
    const transaction = world.begin();
    transaction.insert("books", { title: "Three", shelf: "shelf_b" });
    transaction.update("books", "bk_07", { increment: { copies: -1 } });
    transaction.delete("books", "bk_09");
    expect(transaction.find("books").map(({ id }) => id)).toEqual(["bk_07", "bk_10"]);
    expect(world.tables()["books"]).toEqual(tables["books"]?.rows);
    transaction.commit();
    expect(world.tables(["books"])).toEqual({
      books: [
        { id: "bk_07", title: "One", copies: 1, shelf: "shelf_a" },
        { id: "bk_10", title: "Three", shelf: "shelf_b" },
      ],
    });
  });

  test("gives out ids that were never given out before, in the form of those there are", () => {
    const world = new World(tables);
    const first = world.begin();
    expect(first.insert("books", { title: "Three" }).id).toBe("bk_10");
    expect(first.insert("shelves", {}).id).toBe("shelves_0001");
    first.delete("books", "bk_10");
    first.commit();
    expect(world.begin().insert("books", { title: "Four" }).id).toBe("bk_11");
  });

  test.each([
    [
      "an id of one's own",
      (world: World) => world.begin().insert("books", { id: "x", title: "T" }),
      "ids are given out",
    ],
    [
      "a row that breaks its schema",
      (world: World) => world.begin().insert("books", { copies: -1 }),
      "title",
    ],
    [
      "an unknown row",
      (world: World) => world.begin().update("books", "bk_1", { set: {} }),
      'no row "bk_1"',
    ],
    [
      "a change of an id",
      (world: World) => world.begin().update("books", "bk_07", { set: { id: "bk_1" } }),
      "can't be changed",
    ],
    [
      "adding to what is no number",
      (world: World) => world.begin().update("books", "bk_07", { increment: { title: 1 } }),
      "no number",
    ],
    ["an unknown table", (world: World) => world.begin().find("films"), 'no table "films"'],
    ["deleting what is not there", (world: World) => world.begin().delete("books", "x"), '"x"'],
  ])("refuses %s", (_, run, message) => {
    expect(problemsOf(() => run(new World(tables))).join("\n")).toContain(message);
  });

  test("refuses a reference to nothing, and changes nothing then", async () => {
    const world = new World(tables);
    const before = await world.digest();
    const transaction = world.begin();
    transaction.insert("books", { title: "Three", shelf: "shelf_z" });
    transaction.insert("books", { title: "Four", also: ["shelf_a", "shelf_y"] });
    expect(problemsOf(() => transaction.commit())).toEqual([
      expect.stringContaining('"shelf_z", which is no row of shelves'),
      expect.stringContaining('"shelf_y"'),
    ]);
    const deletion = world.begin();
    deletion.delete("shelves", "shelf_a");
    expect(problemsOf(() => deletion.commit())).toEqual([expect.stringContaining("shelf_a")]);
    expect(await world.digest()).toBe(before);
  });

  test("refuses what breaks an invariant", () => {
    const world = new World(tables, {
      invariants: ({ books = [] }) => (books.length > 2 ? ["at most two books"] : []),
    });
    const transaction = world.begin();
    transaction.insert("books", { title: "Three" });
    expect(problemsOf(() => transaction.commit())).toEqual(["at most two books"]);
    expect(world.version).toBe(0);
  });

  test("makes tables only in an open world", () => {
    const open = new World({}, { open: true });
    const transaction = open.begin();
    expect(transaction.insert("notes", { title: "n" }).id).toBe("notes_0001");
    transaction.commit();
    expect(open.tables()).toEqual({ notes: [{ id: "notes_0001", title: "n" }] });
    expect(problemsOf(() => new World({}).begin().insert("notes", {}))).not.toEqual([]);
    expect(problemsOf(() => open.begin().insert("no table", {}))).not.toEqual([]);
  });

  test("does not commit over another", () => {
    const world = new World(tables);
    const [first, second] = [world.begin(), world.begin()];
    first.delete("books", "bk_09");
    second.delete("books", "bk_09");
    first.commit();
    expect(() => second.commit()).toThrow("overlapped");
  });

  test("sums of money have no tail", () => {
    const world = new World({ accounts: { rows: [{ id: "a", money: 0.1 }] } });
    const transaction = world.begin();
    transaction.update("accounts", "a", { increment: { money: 0.2 } });
    expect(transaction.get("accounts", "a")).toEqual({ id: "a", money: 0.3 });
  });
});

test("a log of any operations replays to the same state", async () => {
  const step = fc.oneof(
    fc.record({ op: fc.constant("insert" as const), title: fc.string({ maxLength: 5 }) }),
    fc.record({ op: fc.constant("update" as const), at: fc.nat(9), by: fc.integer({ max: 9 }) }),
    fc.record({ op: fc.constant("delete" as const), at: fc.nat(9) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 6 }), async (all) => {
      const world = new World(tables);
      for (const steps of all) {
        const transaction = world.begin();
        for (const one of steps) {
          const rows = transaction.find("books");
          // What is refused is left out: only what was done stands in the log.
          problemsOf(() => {
            if (one.op === "insert") return transaction.insert("books", { title: one.title });
            const id = rows[one.at]?.id ?? "none";
            if (one.op === "delete") return transaction.delete("books", id);
            return transaction.update("books", id, { increment: { copies: one.by } });
          });
        }
        transaction.commit();
      }
      const again = new World(tables);
      again.replay(world.operationsSince(0));
      expect(again.tables()).toEqual(world.tables());
      expect(await again.digest()).toBe(await world.digest());
    }),
  );
});
