import { evaluate, type Scope } from "../evaluate/evaluate.ts";
import { imaginaryUnit, type Sampling, sampleSymbols } from "../evaluate/sample-symbols.ts";
import { asComplex, equalValues, type Value } from "../evaluate/value.ts";
import type { Budget } from "../number/budget.ts";
import { complex, magnitude, NotComputable } from "../number/complex.ts";
import { type Expression, someExpression } from "../parse/expression.ts";
import { different, equal, type Judgement, unsure } from "./judgement.ts";
import { hasDecimals, infinityOf, isConstant } from "./symbols-of.ts";

/** Two formulas: numbers by their value, others by their values at random points. */
export function compareScalars(
  gold: Expression,
  prediction: Expression,
  budget: Budget,
): Judgement {
  const infinities = [infinityOf(gold), infinityOf(prediction)];
  if (infinities.some((one) => one !== undefined)) {
    return infinities[0] === infinities[1] ? equal("both infinite") : different("one is infinite");
  }
  if (usesSeries(prediction) && !usesSeries(gold)) {
    return unsure("the prediction is not worked out");
  }
  const digits = compareBases(gold, prediction);
  if (digits !== undefined) return digits;
  if (isConstant(gold) && isConstant(prediction)) return compareNumbers(gold, prediction, budget);
  return compareAtPoints(gold, prediction, budget);
}

/** The base goes without saying: `101_2` and `101` are one answer, and `101_2` and `5` may be. */
function compareBases(gold: Expression, prediction: Expression): Judgement | undefined {
  if (gold.kind !== "number" || prediction.kind !== "number") return undefined;
  const [left, right] = [gold.base, prediction.base];
  if (left === undefined && right === undefined) return undefined;
  const shown = (number: typeof gold): string => number.base?.digits ?? `${number.value.numerator}`;
  const isValue = gold.value.numerator === prediction.value.numerator;
  if (left !== undefined && right !== undefined) {
    return isValue ? equal("equal values") : different("different values");
  }
  if (shown(gold) === shown(prediction)) return equal("equal digits");
  return isValue ? unsure("equal values, but not in the same base") : different("different digits");
}

function usesSeries(expression: Expression): boolean {
  return someExpression(expression, ({ kind }) => kind === "series");
}

/** A formula's value; `undefined` where it has none that can be told. */
export function tryEvaluate(expression: Expression, scope: Scope): Value | undefined {
  try {
    return evaluate(expression, scope);
  } catch (error) {
    if (error instanceof NotComputable) return undefined;
    throw error;
  }
}

function onlyImaginaryUnit(name: string): Value {
  if (name === "i") return imaginaryUnit;
  throw new NotComputable("a symbol");
}

/** The value of a formula without symbols. */
export function constantValue(expression: Expression, budget: Budget): Value | undefined {
  return tryEvaluate(expression, { budget, symbol: onlyImaginaryUnit });
}

function compareNumbers(gold: Expression, prediction: Expression, budget: Budget): Judgement {
  const [left, right] = [constantValue(gold, budget), constantValue(prediction, budget)];
  if (left === undefined || right === undefined) {
    return unsure(`the ${left === undefined ? "gold" : "predicted"} value can't be worked out`);
  }
  if (equalValues(left, right, 0, budget)) return equal("equal values");
  const precision = Math.max(roundingOf(gold, left), roundingOf(prediction, right));
  if (precision === 0) return different("different values");
  const [a, b] = [asComplex(left), asComplex(right)];
  const distance = magnitude(complex(a.re - b.re, a.im - b.im));
  const tolerance = hasDecimals(gold) ? 1e-6 : 1e-5;
  return distance <= precision * (1 + 1e-9) && distance <= tolerance * magnitude(a)
    ? equal("equal within the digits given")
    : different("different values");
}

/**
 * How far a value may be from what it was rounded from: half a unit of the last decimal, where it is
 * a decimal; a millionth of it, where decimals went into it; 0 for exact numbers.
 */
function roundingOf(expression: Expression, value: Value): number {
  let number = expression;
  let scale = 0;
  if (number.kind === "negate") number = number.operand;
  if (number.kind === "apply" && number.name === "percent") {
    number = number.operands[0] ?? number;
    scale = 2;
  }
  if (number.kind === "number") {
    return number.decimals === undefined ? 0 : 0.5 * 10 ** -(number.decimals + scale);
  }
  return hasDecimals(expression) ? 1e-6 * magnitude(asComplex(value)) : 0;
}

function compareAtPoints(gold: Expression, prediction: Expression, budget: Budget): Judgement {
  const tolerance = hasDecimals(gold) || hasDecimals(prediction) ? 1e-6 : 0;
  const plans: readonly Sampling[] =
    needsIntegers(gold) || needsIntegers(prediction) ? ["integers"] : ["positive", "any-sign"];
  let seen = 0;
  for (const sampling of plans) {
    for (let point = 0; point < 4; point += 1) {
      const symbol = sampleSymbols(sampling, point);
      const values = [gold, prediction].map((one) => tryEvaluate(one, { budget, symbol }));
      const [a, b] = values;
      if (a === undefined || b === undefined) continue;
      seen += 1;
      if (equalValues(a, b, tolerance, budget)) continue;
      return sampling === "any-sign" && hasBranches(gold, prediction)
        ? unsure("equal where the variables are positive, different elsewhere")
        : different("different values at a point");
    }
  }
  if (seen < 3) return unsure("the formulas can't be evaluated");
  return equal("equal values at all points tried");
}

/** Roots, logarithms and moduli, which people write without saying for which signs. */
function hasBranches(...expressions: readonly Expression[]): boolean {
  return expressions.some((expression) =>
    someExpression(
      expression,
      (one) =>
        (one.kind === "apply" && ["sqrt", "root", "ln", "log"].includes(one.name)) ||
        (one.kind === "power" && one.exponent.kind === "divide"),
    ),
  );
}

/** Whether symbols stand for integers: in factorials, in bounds of sums, in powers of minus one. */
export function needsIntegers(expression: Expression): boolean {
  return someExpression(expression, (one) => {
    if (one.kind === "apply") {
      return ["factorial", "binomial", "gcd", "lcm"].includes(one.name) && !isConstant(one);
    }
    if (one.kind === "series") return !isConstant(one.from) || !isConstant(one.to);
    if (one.kind === "power") return isNegative(one.base) && !isConstant(one.exponent);
    return false;
  });
}

function isNegative(expression: Expression): boolean {
  return expression.kind === "negate" && isConstant(expression.operand);
}
