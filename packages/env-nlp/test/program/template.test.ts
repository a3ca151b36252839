import { expect, test } from "vitest";

import { fillTemplate, fillWhere, templatePaths } from "../../src/program/template.ts";

const scope = {
  args: { id: "ord_1", count: 2, list: ["a", "b"], nested: { exists: true } },
  rows: [
    { id: "a", price: 0.1 },
    { id: "b", price: 0.2 },
  ],
  now: "2026-05-04T10:00:00Z",
};

test.each([
  ["${args.count}", 2],
  ["${args.list}", ["a", "b"]],
  ["${rows.1.id}", "b"],
  ["Order ${args.id}, ${args.count} times: ${args.list}", 'Order ord_1, 2 times: ["a","b"]'],
  ["${args.missing}", null],
  ["no ${args.missing} here", "no  here"],
  [
    { keep: 1, drop: "${args.missing?}", have: "${args.count?}" },
    { keep: 1, have: 2 },
  ],
  [["${args.missing?}", "${args.id}"], ["ord_1"]],
  ["${args.missing?}", null],
  ["${args.constructor}", null],
  [{ $add: ["${args.count}", 1] }, 3],
  [{ $add: [0.1, 0.2] }, 0.3],
  [{ $subtract: [5, 7] }, -2],
  [{ $multiply: ["${args.count}", -1] }, -2],
  [{ $divide: [1, 4] }, 0.25],
  [{ $round: [2.345, 2] }, 2.35],
  [{ $round: [-2.5, 0] }, -3],
  [{ $min: [3, 2] }, 2],
  [{ $max: [3, 2] }, 3],
  [{ $count: "${rows}" }, 2],
  [{ $sum: ["${rows}", "price"] }, 0.3],
  [{ $each: ["${rows}", "id"] }, ["a", "b"]],
  [{ $days_after: ["${now}", 28] }, "2026-06-01"],
  [{ $days_between: ["2026-02-27", "2026-03-01"] }, 2],
  [{ total: { $add: [1, { $multiply: [2, 3] }] } }, { total: 7 }],
])("%j is %j", (template, value) => {
  expect(fillTemplate(template, scope)).toEqual(value);
});

test.each([
  { $add: ["a", 1] },
  { $divide: [1, 0] },
  { $subtract: [1] },
  { $count: 3 },
  { $sum: ["${rows}"] },
  { $days_after: ["soon", 1] },
  { $days_between: ["2026-01-01", 3] },
])("%j does not fit", (template) => {
  expect(() => fillTemplate(template, scope)).toThrow("expects");
});

test("what a hole brings into a condition is a value, never a condition", () => {
  expect(fillWhere({ id: "${args.nested}", price: { lte: "${args.nested}" } }, scope)).toEqual({
    id: { is: { exists: true } },
    price: { lte: { exists: true } },
  });
});

test("a comparison with what is not there is left out, if it says so", () => {
  expect(
    fillWhere(
      {
        a: "${args.no?}",
        b: { gte: "${args.no?}" },
        c: { gte: "${args.no?}", lt: 3 },
        d: "${args.no}",
        $not: { e: "${args.no?}", f: 1 },
        $any: [{ g: "${args.count}" }],
      },
      scope,
    ),
  ).toEqual({ c: { lt: 3 }, d: { is: null }, $not: { f: { is: 1 } }, $any: [{ g: { is: 2 } }] });
});

test("holes that an agent writes are not filled", () => {
  expect(fillTemplate("${args.text}", { args: { text: "${args.secret}", secret: 1 } })).toBe(
    "${args.secret}",
  );
});

test("the paths of holes are known", () => {
  expect(templatePaths({ a: "${x.y}", b: ["to ${z?}"], c: 3 })).toEqual(["x.y", "z?"]);
});
