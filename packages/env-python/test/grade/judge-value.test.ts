import { describe, expect, test } from "vitest";

import { judgeExact, judgeJson, judgeMath, judgeNumber } from "../../src/grade/judge-value.ts";

describe("exact", () => {
  test("every character counts", () => {
    expect(judgeExact("Ab c", "\\boxed{Ab c}").correct).toBe(true);
    expect(judgeExact("Ab c", "The answer is Ab c.").correct).toBe(true);
    expect(judgeExact("Ab c", " Ab c\n").correct).toBe(true);
    expect(judgeExact("Ab c", "\\boxed{ab c}").correct).toBe(false);
    expect(judgeExact("1,2", "\\boxed{１，２}").correct).toBe(false);
    expect(judgeExact("{a}", "\\boxed{{a}}").correct).toBe(true);
    expect(judgeExact("42", "\\boxed{42.0}").correct).toBe(false);
  });
});

describe("number", () => {
  test.each([
    ["3.14159", "about \\boxed{3.1416}", 0.001, true],
    ["3.14159", "about \\boxed{3.15}", 0.001, false],
    ["100", "\\boxed{101}", { relative: 0.01 }, true],
    ["100", "\\boxed{101.1}", { relative: 0.01 }, false],
    ["0", "\\boxed{0.0001}", { absolute: 0.001 }, true],
    ["0.5", "\\boxed{\\frac{1}{2}}", undefined, true],
    ["0.5", "\\boxed{50\\%}", undefined, true],
    ["12.5", "It takes 12.5 minutes.", undefined, true],
    ["5", "\\boxed{4, 5}", 10, false],
    ["5", "\\boxed{x}", 10, false],
    ["5", "\\boxed{\\infty}", 10, false],
  ] as const)("%s and %s within %j: %s", (gold, said, tolerance, correct) => {
    expect(judgeNumber(gold, said, tolerance).correct).toBe(correct);
  });
});

describe("json", () => {
  const gold = { a: [1, 2.5], b: null };
  test.each([
    ['```json\n{"b": null, "a": [1, 2.5]}\n```', true],
    ['{"a": [1, 2.5000000000000004], "b": null}', true],
    ['Answer: {"a": [1, 2.5], "b": null}', true],
    ['```json\n{"a": [2.5, 1], "b": null}\n```', false],
    ['```json\n{"a": [1, 2.5]}\n```', false],
    ['```json\n{"a": [1, 2.5], "b": null, "c": 1}\n```', false],
    ["nothing", false],
  ])("%s: %s", (said, correct) => {
    expect(judgeJson(gold, said).correct).toBe(correct);
  });
});

test("math: what can't be told is not correct, and the details say so", () => {
  expect(judgeMath("5", "\\boxed{9^{9^{9^9}}}")).toMatchObject({
    correct: false,
    details: { equal: null },
  });
});
