import type { Json } from "@agent-gym/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { isNear, sameJson, valueAt } from "../../src/verify/json-values.ts";

const strictly = { tolerance: 0, unordered: false };

test("a pointer finds what RFC 6901 says", () => {
  const document: Json = {
    foo: ["bar", "baz"],
    "": 0,
    "a/b": 1,
    "m~n": 8,
    nested: { "0": "zero" },
  };
  expect(valueAt(document, "")).toBe(document);
  expect(valueAt(document, "/foo/0")).toBe("bar");
  expect(valueAt(document, "/")).toBe(0);
  expect(valueAt(document, "/a~1b")).toBe(1);
  expect(valueAt(document, "/m~0n")).toBe(8);
  expect(valueAt(document, "/nested/0")).toBe("zero");
  for (const nowhere of ["/foo/2", "/foo/-1", "/foo/01", "/toString", "/foo/0/x"]) {
    expect(valueAt(document, nowhere)).toBeUndefined();
  }
});

test("every value equals its own copy, whatever the order of keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const copy = JSON.parse(JSON.stringify(value)) as Json;
      expect(sameJson(copy, JSON.parse(JSON.stringify(value)) as Json, strictly)).toBe(true);
    }),
  );
  expect(sameJson({ a: 1, b: 2 }, { b: 2, a: 1 }, strictly)).toBe(true);
});

test.each<[Json, Json]>([
  [1, "1"],
  [null, false],
  [[], {}],
  [{ a: 1 }, { a: 1, b: null }],
  [
    [1, 2],
    [2, 1],
  ],
])("%j is not %j", (one, other) => {
  expect(sameJson(one, other, strictly)).toBe(false);
  expect(sameJson(other, one, strictly)).toBe(false);
});

test("numbers may differ by the tolerance, elements stand in any order, each used once", () => {
  expect(sameJson([{ x: 0.3 }], [{ x: 0.1 + 0.2 }], { tolerance: 1e-9, unordered: false })).toBe(
    true,
  );
  expect(sameJson([2, 1, 1], [1, 2, 1], { tolerance: 0, unordered: true })).toBe(true);
  expect(sameJson([1, 2, 2], [1, 1, 2], { tolerance: 0, unordered: true })).toBe(false);
  expect(isNear(2.4, 2.3, 0.1)).toBe(true);
  expect(isNear(2.41, 2.3, 0.1)).toBe(false);
});

test.each(["1e999", "-1e999", "NaN"])("%s is near no number that a task expects", (word) => {
  const found = Number(word);
  for (const tolerance of [0, 1e-9, 0.5, 1e300]) {
    for (const expected of [0, 2.3, -7, Number.MAX_VALUE]) {
      expect(isNear(found, expected, tolerance)).toBe(false);
      expect(sameJson([found], [expected], { tolerance, unordered: false })).toBe(false);
    }
  }
});

test("an infinite number equals only itself", () => {
  expect(isNear(Infinity, Infinity, 0)).toBe(true);
  expect(isNear(-Infinity, Infinity, 1)).toBe(false);
});
