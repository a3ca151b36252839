import { readFileSync } from "node:fs";

import { describe, expect, test } from "vitest";

import { checkAnswer } from "../../src/answer/index.ts";

interface Pair {
  readonly group: string;
  readonly gold: string;
  readonly prediction: string;
  readonly equal: boolean | null;
}

const pairs = JSON.parse(
  readFileSync(new URL("../fixtures/answer-pairs.json", import.meta.url), "utf8"),
) as readonly Pair[];

describe("every pair of the corpus is judged as it should be", () => {
  for (const { group, gold, prediction, equal } of pairs) {
    test(`${group}: ${gold} and ${prediction}`, () => {
      const check = checkAnswer({ gold, prediction });
      expect(check.equal, check.reason).toBe(equal);
      expect(check.reason).not.toBe("");
    });
  }
});

test("the corpus is as large as it says", () => {
  expect(pairs.length).toBeGreaterThanOrEqual(200);
  const chinese = pairs.filter(({ gold, prediction }) =>
    /\p{Script=Han}|[０-９（，：＝＞]/u.test(gold + prediction),
  );
  expect(chinese.length).toBeGreaterThanOrEqual(60);
  expect(pairs.filter(({ equal }) => equal === false).length).toBeGreaterThanOrEqual(80);
});

test("a check shows both answers as they were found", () => {
  expect(checkAnswer({ gold: "\\boxed{\\frac{1}{2}}", prediction: "答案是 ０．５ 。" })).toEqual({
    equal: true,
    gold: "\\frac{1}{2}",
    prediction: "0.5",
    reason: "equal values",
  });
  expect(checkAnswer({ gold: "3", prediction: "" })).toEqual({
    equal: false,
    gold: "3",
    prediction: null,
    reason: "the prediction has no answer",
  });
});

test("gold and prediction are not interchangeable", () => {
  // A task may give an interval; who answers with an inequality yet to be solved answers nothing.
  expect(checkAnswer({ gold: "x^2<4", prediction: "\\boxed{(-2,2)}" }).equal).toBe(true);
  expect(checkAnswer({ gold: "(-2,2)", prediction: "\\boxed{x^2<4}" }).equal).toBe(null);
  // All of a gold answer is the answer; in a prediction, the answer is searched for.
  expect(checkAnswer({ gold: "7", prediction: "Adding up, 3 + 4 makes 7." }).equal).toBe(true);
  expect(checkAnswer({ gold: "Adding up, 3 + 4 makes 7.", prediction: "7" }).equal).not.toBe(true);
});

test("an empty gold answer can't be judged", () => {
  expect(checkAnswer({ gold: "", prediction: "\\boxed{1}" }).equal).toBe(null);
  expect(checkAnswer({ gold: "$$", prediction: "\\boxed{1}" }).equal).toBe(null);
});

test("a formula that is written alike is equal, even where it can't be read", () => {
  const gold = "\\lim_{n\\to\\infty} \\foo{n}";
  expect(checkAnswer({ gold, prediction: `\\boxed{${gold}}` }).equal).toBe(true);
  expect(checkAnswer({ gold, prediction: "\\boxed{\\lim_{n\\to\\infty} \\foo{-n}}" }).equal).toBe(
    null,
  );
});
