import { expect, test } from "vitest";

import { matchPattern } from "../../src/verify/match-pattern.ts";

test("finds a pattern and what its first group caught", () => {
  expect(matchPattern("the sum is -7 units", { pattern: "is (\\S+)" })).toEqual({
    searched: true,
    count: 1,
    group: "-7",
  });
  expect(matchPattern("ab", { pattern: "b" })).toEqual({
    searched: true,
    count: 1,
    group: undefined,
  });
  expect(matchPattern("b", { pattern: "(a)?b" })).toMatchObject({ count: 1, group: undefined });
  expect(matchPattern("a", { pattern: "b" })).toMatchObject({ searched: true, count: 0 });
});

test("reads the flags", () => {
  expect(matchPattern("one\ntwo\n", { pattern: "^TWO$", flags: "im" })).toMatchObject({ count: 1 });
  expect(matchPattern("one\ntwo\n", { pattern: "^TWO$" })).toMatchObject({ count: 0 });
  expect(matchPattern("😀", { pattern: "^.$", flags: "u" })).toMatchObject({ count: 1 });
});

test("counts as many matches as it is asked for, empty ones too", () => {
  expect(matchPattern("ooo", { pattern: "o", most: 10 })).toMatchObject({ count: 3 });
  expect(matchPattern("ooo", { pattern: "o", most: 2 })).toMatchObject({ count: 2 });
  expect(matchPattern("ooo", { pattern: "o" })).toMatchObject({ count: 1 });
  expect(matchPattern("😀", { pattern: "", flags: "u", most: 10 })).toMatchObject({ count: 2 });
});

test("the first match says what the group caught, however many follow", () => {
  expect(matchPattern("1 2 3", { pattern: "(\\d)", most: 3 })).toMatchObject({ group: "1" });
});

test("gives up a search that takes exponential time", () => {
  const text = `Total: ${"1".repeat(40)}x`;
  const options = { pattern: "^Total:\\s+(\\d+\\s*)+$", timeoutMs: 100 };
  expect(matchPattern(text, options)).toEqual({
    searched: false,
    problem: "the search for /^Total:\\s+(\\d+\\s*)+$/ did not end in 100 ms",
  });
});

test("says that a text is too long to be searched", () => {
  expect(matchPattern("a".repeat(1_000_000), { pattern: "a$" })).toMatchObject({ count: 1 });
  expect(matchPattern("a".repeat(1_000_001), { pattern: "a$" })).toMatchObject({
    searched: false,
    problem: expect.stringContaining("1000001 characters") as string,
  });
});

test("a pattern that is none is the caller's mistake", () => {
  expect(() => matchPattern("a", { pattern: "(" })).toThrow(SyntaxError);
});
