import * as fc from "fast-check";
import { expect, test } from "vitest";

import { checkAnswer } from "../../src/answer/index.ts";

const integer = fc.integer({ min: -10_000, max: 10_000 });
const positive = fc.integer({ min: 1, max: 500 });

function verdict(gold: string, answer: string): boolean | null {
  return checkAnswer({ gold, prediction: `\\boxed{${answer}}` }).equal;
}

test("no text makes it throw, and equal texts give equal verdicts", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          ..."\\frac \\sqrt \\boxed \\text \\left \\right { } ( ) [ ] | $ ^ _ , ; : = < > + - * / ! % ' & \\\\ \\begin{pmatrix} \\end{pmatrix} \\{ \\} \\in \\cup \\pm \\sum \\int x y i e 1 2.5 1,000 cm 答案是 万 或 ° \\pi \\infty or".split(
            " ",
          ),
        ),
        { maxLength: 25 },
      )
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(text, text, (gold, prediction) => {
      const first = checkAnswer({ gold, prediction });
      expect(checkAnswer({ gold, prediction })).toEqual(first);
      expect([true, false, null]).toContain(first.equal);
    }),
    { numRuns: 3_000 },
  );
});

test("a fraction equals its multiples, and no other fraction", () => {
  fc.assert(
    fc.property(integer, positive, positive, integer, (top, bottom, factor, other) => {
      const gold = `\\frac{${top}}{${bottom}}`;
      expect(verdict(gold, `\\frac{${top * factor}}{${bottom * factor}}`)).toBe(true);
      expect(verdict(gold, `${top * factor}/${bottom * factor}`)).toBe(true);
      fc.pre(other !== top);
      expect(verdict(gold, `\\frac{${other}}{${bottom}}`)).toBe(false);
    }),
  );
});

test("integers are equal exactly when they are one, whatever their size", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.bigInt({ min: -3n, max: 3n }), (value, step) => {
      expect(verdict(`${value}`, `${value + step}`)).toBe(step === 0n);
    }),
  );
});

test("the order of a set does not matter, that of a tuple does", () => {
  fc.assert(
    fc.property(fc.uniqueArray(integer, { minLength: 3, maxLength: 8 }), (numbers) => {
      const turned = numbers.toReversed();
      expect(verdict(`\\{${numbers.join(", ")}\\}`, `\\{${turned.join(", ")}\\}`)).toBe(true);
      expect(verdict(`(${numbers.join(", ")})`, `(${turned.join(", ")})`)).toBe(false);
      expect(verdict(`\\{${numbers.join(", ")}\\}`, `\\{${turned.slice(1).join(", ")}\\}`)).toBe(
        false,
      );
    }),
  );
});

test("a product equals its expansion, and no expansion with another coefficient", () => {
  fc.assert(
    fc.property(integer, integer, positive, (a, b, step) => {
      const sign = (value: number): string => (value < 0 ? `${value}` : `+${value}`);
      const gold = `(x${sign(a)})(x${sign(b)})`;
      expect(verdict(gold, `x^2${sign(a + b)}x${sign(a * b)}`)).toBe(true);
      expect(verdict(gold, `x^2${sign(a + b)}x${sign(a * b + step)}`)).toBe(false);
      expect(verdict(gold, `x^2${sign(a + b - step)}x${sign(a * b)}`)).toBe(false);
    }),
  );
});

test("an interval equals its inequality, and no interval with another end", () => {
  fc.assert(
    fc.property(integer, positive, fc.boolean(), fc.boolean(), (from, length, left, right) => {
      const to = from + length;
      const interval = `${left ? "[" : "("}${from},${to}${right ? "]" : ")"}`;
      const inequality = `${from}${left ? "\\le " : "<"}x${right ? "\\le " : "<"}${to}`;
      expect(verdict(inequality, interval)).toBe(true);
      expect(verdict(interval, inequality)).toBe(true);
      const other = `${from}${left ? "\\le " : "<"}x${right ? "<" : "\\le "}${to}`;
      expect(verdict(interval, other)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test("lengths are converted between units", () => {
  const metres = { mm: 1, cm: 10, dm: 100, m: 1_000, km: 1_000_000 } as const;
  const unit = fc.constantFrom(...(Object.keys(metres) as (keyof typeof metres)[]));
  fc.assert(
    fc.property(positive, unit, unit, (value, from, to) => {
      const converted = `\\frac{${value * metres[from]}}{${metres[to]}}`;
      expect(verdict(`${value}\\text{ ${from}}`, `${converted}\\text{ ${to}}`)).toBe(true);
      if (from !== to) {
        expect(verdict(`${value}\\text{ ${from}}`, `${value}\\text{ ${to}}`)).toBe(false);
      }
    }),
  );
});
