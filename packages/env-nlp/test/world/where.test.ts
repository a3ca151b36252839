import type { Json, JsonObject } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { whereProblems } from "../../src/world/where-problems.ts";
import { meets, searchScore } from "../../src/world/where.ts";

const row = {
  id: "p_1",
  name: "Gale 3 Runner",
  price: 89.5,
  tags: ["blue", "men"],
  due: "2026-05-10",
  address: { city: "Ulm" },
  note: null,
};

describe("a condition holds", () => {
  test.each<JsonObject>([
    {},
    { id: "p_1", price: 89.5 },
    { price: { gte: 80, lt: 90 } },
    { price: { not: 90 } },
    { id: { in: ["p_0", "p_1"] } },
    { id: { not_in: ["p_0"] } },
    { name: { contains: "gale 3" } },
    { name: { starts_with: "GALE" } },
    { tags: { contains: "blue" } },
    { tags: { is: ["blue", "men"] } },
    { due: { lte: "2026-05-10" } },
    { "address.city": "Ulm" },
    { note: null, missing: null },
    { note: { exists: false }, missing: { exists: false }, name: { exists: true } },
    { $any: [{ price: 1 }, { name: { contains: "runner" } }] },
    { $not: { price: { lt: 50 } } },
    { $search: { in: ["name", "tags"], for: "blue shoes" } },
    { $search: { in: ["name"], for: "" } },
  ])("%j", (where) => {
    expect(meets(row, where)).toBe(true);
    expect(whereProblems(where, "where")).toEqual([]);
  });
});

describe("a condition does not hold", () => {
  test.each<JsonObject>([
    { price: "89.5" },
    { price: { gt: "80" } },
    { price: { gte: 90 } },
    { name: { lt: 3 } },
    { missing: { lt: 3 } },
    { missing: { contains: "a" } },
    { tags: { contains: "red" } },
    { "address.toString": { exists: true } },
    { "tags.length": 2 },
    { constructor: { exists: true } },
    { $any: [{ price: 1 }] },
    { $not: {} },
    { $search: { in: ["tags"], for: "gale" } },
  ])("%j", (where) => {
    expect(meets(row, where)).toBe(false);
  });
});

test("better fits of a search score higher", () => {
  const score = (text: string): number =>
    searchScore(row, { $search: { in: ["name", "tags"], for: text } });
  expect(score("blue gale")).toBeGreaterThan(score("blue drift"));
  expect(searchScore(row, {})).toBe(0);
});

test.each<[Json, string]>([
  [[], "expected an object"],
  [{ price: { greater: 3 } }, '"greater" is no comparison'],
  [{ address: { city: "Ulm" } }, '{"is": …}'],
  [{ price: {} }, "expected a value or comparisons"],
  [{ $any: [] }, "not empty"],
  [{ $or: [{}] }, "there is no such condition"],
  [{ id: { in: 3 } }, "expected a list"],
  [{ id: { exists: "yes" } }, "expected true or false"],
  [{ $search: { in: ["name"] } }, '{"in": [fields], "for": text}'],
])("the form of %j is a fault", (where, message) => {
  expect(whereProblems(where, "where").join("\n")).toContain(message);
});
