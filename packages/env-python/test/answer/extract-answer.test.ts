import { describe, expect, test } from "vitest";

import { extractAnswer } from "../../src/answer/index.ts";

function predicted(text: string): string | undefined {
  return extractAnswer(text, { from: "prediction" })?.text;
}

describe("a prediction's answer", () => {
  test.each([
    ["the last box", "\\boxed{1}, no.\nIt is \\boxed{2}.", "2"],
    ["boxes within a box", "\\boxed{\\frac{1}{\\sqrt{2}}}", "\\frac{1}{\\sqrt{2}}"],
    ["boxes side by side as a list", "\\boxed{6} and \\boxed{8}", "6 , 8"],
    ["one box that is repeated once", "so \\boxed{6}, and again \\boxed{6}", "6"],
    ["a corrected final answer behind a box", "\\boxed{5}\nFinal answer: 6", "6"],
    ["a phrase", "The answer is $x = 3$. We can check that.", "x = 3"],
    ["a phrase before a display formula", "The answer is:\n\n$$\n\\frac{3}{4}\n$$", "\\frac{3}{4}"],
    ["a phrase that says more before it", "The final answer: the area of $ABC$ is 12.", "12"],
    ["四个井号", "解……\n#### 1,250", "1,250"],
    ["a Chinese phrase", "经过计算，最终答案为：$\\sqrt{3}$。", "\\sqrt{3}"],
    ["a whole short formula", " 3x + 1 ", "3x + 1"],
    ["the last formula", "From $x=2$ we get $y=5$ as wanted.", "y=5"],
    ["formulas in a list", "They are $1$, $2$ and $3$.", "1 , 2 , 3"],
    ["the last number", "We have 3 cats and 4 dogs, that is 7 pets.", "7"],
    ["a number with its unit", "It takes 15 minutes.", "15 minutes"],
    ["an interval in plain words", "The domain is [0, 5).", "[0, 5)"],
    ["a few words", "Tuesday", "Tuesday"],
    ["what follows a thought", "<think>\\boxed{1}</think>\n\\boxed{2}", "2"],
    ["a text with control tokens", "\\boxed{4}<|im_end|>", "4"],
  ])("%s", (_, text, answer) => {
    expect(predicted(text)).toBe(answer);
  });

  test.each([
    ["nothing", ""],
    ["an empty box", "\\boxed{}"],
    ["a box that breaks off", "So it is \\boxed{12"],
    ["a long speech without a result", "We could think about it in many ways. ".repeat(5)],
  ])("there is none in %s", (_, text) => {
    expect(predicted(text)).toBe(undefined);
  });
});

test("a gold answer is taken as a whole, unless a box or a phrase says otherwise", () => {
  const gold = (text: string): unknown => extractAnswer(text, { from: "gold" });
  expect(gold("x = 1 or x = 2")).toEqual({ text: "x = 1 or x = 2", by: "whole" });
  expect(gold("Then 4 + 4 = 8.\n#### 8")).toEqual({ text: "8", by: "cue" });
  expect(gold("\\boxed{3}")).toEqual({ text: "3", by: "box" });
});
