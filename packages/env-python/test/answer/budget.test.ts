import { describe, expect, test } from "vitest";

import { checkAnswer } from "../../src/answer/index.ts";

function nested(open: string, close: string, depth: number): string {
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

const list = (length: number, item: (index: number) => string): string =>
  Array.from({ length }, (_, index) => item(index)).join(", ");

/** What a model may write, by accident or to stop its judge. */
const hostile: Readonly<Record<string, string>> = {
  "a tower of powers": "9^{9^{9^9}}",
  "factorials of factorials": "((((9!)!)!)!)!",
  "a sum over 10^9 terms": "\\sum_{k=1}^{1000000000} \\frac{1}{k}",
  "a sum of sums": "\\sum_{i=1}^{9999} \\sum_{j=1}^{9999} \\sum_{k=1}^{9999} ijk",
  "a product of many fractions": "\\prod_{k=1}^{3000} \\frac{k+0.1}{k+0.3}",
  "integrals in integrals": "\\int_0^1 \\int_0^1 \\int_0^1 \\int_0^1 xyzw dx dy dz dw",
  "100 kB of open braces": "{".repeat(100_000),
  "100 kB of nested braces": nested("{", "}", 50_000),
  "100 kB of open boxes": "\\boxed{".repeat(15_000),
  "nested boxes": nested("\\boxed{", "}", 14_000),
  "nested fractions": nested("\\frac{1}{", "}", 10_000),
  "100 kB of parentheses": nested("(", ")", 50_000),
  "100 kB of dollars": "$".repeat(100_000),
  "unclosed formulas": "\\( x ".repeat(20_000),
  "100 kB of digits": "7".repeat(100_000),
  "thousands of thousands": `1${",111".repeat(20_000)}`,
  "100 kB of minus signs": "-".repeat(100_000),
  "100 kB of backslashes": "\\".repeat(100_000),
  "100 kB of spaces": " ".repeat(100_000),
  "100 kB of lone surrogates": "\ud800".repeat(100_000),
  "one letter with 100,000 accents": `a${"\u0301".repeat(100_000)}`,
  "phrases without an answer": "the answer is ".repeat(8_000),
  "a sentence of copulas": "is ".repeat(33_000),
  "a set of 600 symbols": `\\{${list(600, (index) => `x_{${index}}`)}\\}`,
  "300 points": list(300, (index) => `(${index}, ${index + 1})`),
  "60 inequalities to solve": list(60, (index) => `x > \\sin(${index}x)`),
  "a fraction of huge numbers": `\\gcd(${"9".repeat(1_400)}, ${"7".repeat(1_300)})`,
  "a sum of 400 fractions": Array.from(
    { length: 400 },
    (_, index) => `\\frac{1}{${index + 10007}}`,
  ).join("+"),
  "many signs": list(600, () => "\\pm x"),
  "a large matrix": `\\begin{pmatrix}${"1&1&1&1&1&1&1&1\\\\".repeat(300)}\\end{pmatrix}`,
  "a long unit": `6 ${"km/".repeat(1_500)}`,
};

describe("whatever was written, a verdict comes at once and is no acceptance", () => {
  for (const [name, text] of Object.entries(hostile)) {
    test(name, () => {
      const started = performance.now();
      for (const prediction of [text, `\\boxed{${text}}`, `The answer is $${text}$.`]) {
        expect(checkAnswer({ gold: "5", prediction }).equal).not.toBe(true);
        expect(checkAnswer({ gold: "x > 3", prediction }).equal).not.toBe(true);
      }
      expect(checkAnswer({ gold: text, prediction: "\\boxed{5}" }).equal).not.toBe(true);
      // Some milliseconds each; a judge that hangs would take for ever.
      expect(performance.now() - started).toBeLessThan(2_000);
    });
  }
});

test("what can't be worked out is still equal to itself", () => {
  for (const gold of ["9^{9^{9^9}}", "\\sum_{k=1}^{1000000000} \\frac{1}{k}"]) {
    expect(checkAnswer({ gold, prediction: `\\boxed{${gold}}` }).equal).toBe(true);
  }
});
