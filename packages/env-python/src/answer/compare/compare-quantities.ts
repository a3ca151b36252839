import { asComplex } from "../evaluate/value.ts";
import type { Budget } from "../number/budget.ts";
import { magnitude } from "../number/complex.ts";
import { invertRational, multiplyRationals, one } from "../number/rational.ts";
import type { Expression } from "../parse/expression.ts";
import type { Unit } from "../units/parse-unit.ts";
import { compareScalars, constantValue } from "./compare-scalars.ts";
import { different, type Judgement, unsure } from "./judgement.ts";

interface Quantity {
  readonly value: Expression;
  readonly unit?: Unit;
}

const degree: Unit = { kind: "measure", dimension: "degree", factor: one };
const percent: Unit = { kind: "measure", dimension: "percent", factor: one };

/** A formula with its unit, where it has one: `90^\circ` and `5\%` have. */
export function asQuantity(expression: Expression): Quantity {
  if (expression.kind === "quantity") return expression;
  if (expression.kind === "negate") {
    const { value, unit } = asQuantity(expression.operand);
    if (unit !== undefined) return { value: { kind: "negate", operand: value }, unit };
  }
  if (expression.kind === "apply") {
    const [operand] = expression.operands;
    if (operand !== undefined && expression.name === "degree") {
      return { value: operand, unit: degree };
    }
    if (operand !== undefined && expression.name === "percent") {
      return { value: operand, unit: percent };
    }
  }
  return { value: expression };
}

/**
 * Two quantities. A unit that only one of them has was clear from the question; two units are
 * converted; a percentage also equals its fraction, and an angle in degrees the same in radians.
 */
export function compareQuantities(
  gold: Expression,
  prediction: Expression,
  budget: Budget,
): Judgement {
  const [left, right] = [asQuantity(gold), asQuantity(prediction)];
  if (left.unit === undefined && right.unit === undefined) {
    return compareScalars(gold, prediction, budget);
  }
  if (left.unit === undefined || right.unit === undefined) {
    return compareHalfNamed(gold, prediction, left, right, budget);
  }
  return compareNamed(left, right, left.unit, right.unit, budget);
}

function compareHalfNamed(
  gold: Expression,
  prediction: Expression,
  left: Quantity,
  right: Quantity,
  budget: Budget,
): Judgement {
  const plain = compareScalars(left.value, right.value, budget);
  const unit = left.unit ?? right.unit;
  if (plain.equal === true) {
    // Without its sign, 50 % is 50 to everyone; 0.5 may also be a half.
    const isDoubtful =
      unit?.kind === "measure" && unit.dimension === "percent" && isFraction(left.value, budget);
    return isDoubtful ? unsure("a percentage, or a fraction of one") : plain;
  }
  const isNumber =
    unit?.kind === "measure" && ["degree", "percent", "radian"].includes(unit.dimension);
  if (isNumber) return compareScalars(gold, prediction, budget);
  // `5 m` may be five times m.
  const product = asProduct(gold, prediction);
  return product === undefined ? plain : compareScalars(product[0], product[1], budget);
}

/** Whether a value is more than 0 and at most 1. */
function isFraction(expression: Expression, budget: Budget): boolean {
  const value = constantValue(expression, budget);
  const size = value === undefined ? 0 : magnitude(asComplex(value));
  return size > 0 && size <= 1;
}

function asProduct(
  gold: Expression,
  prediction: Expression,
): readonly [Expression, Expression] | undefined {
  const [left, right] = [gold, prediction].map((expression): Expression => {
    if (expression.kind !== "quantity" || expression.letters === undefined) return expression;
    const symbols = Array.from(expression.letters).map((name): Expression => ({
      kind: "symbol",
      name,
    }));
    return { kind: "multiply", factors: [expression.value, ...symbols] };
  });
  if (left === undefined || right === undefined) return undefined;
  return left === gold && right === prediction ? undefined : [left, right];
}

function compareNamed(
  left: Quantity,
  right: Quantity,
  goldUnit: Unit,
  unit: Unit,
  budget: Budget,
): Judgement {
  const values = (): Judgement => compareScalars(left.value, right.value, budget);
  if (goldUnit.kind === "noun" || unit.kind === "noun") {
    const judgement = values();
    if (judgement.equal !== true || isSameThing(goldUnit, unit)) return judgement;
    return unsure("equal numbers of things that may not be the same");
  }
  if (goldUnit.dimension === "any" || unit.dimension === "any") return values();
  const angles = ["degree", "radian"];
  if (angles.includes(goldUnit.dimension) && angles.includes(unit.dimension)) {
    return compareScalars(inRadians(left.value, goldUnit), inRadians(right.value, unit), budget);
  }
  if (goldUnit.dimension !== unit.dimension) {
    return different(`units of ${goldUnit.dimension} and of ${unit.dimension}`);
  }
  const factor = multiplyRationals(unit.factor, invertRational(goldUnit.factor) ?? one, budget);
  if (factor.numerator === 1n && factor.denominator === 1n) return values();
  const scaled: Expression = {
    kind: "multiply",
    factors: [right.value, { kind: "number", value: factor }],
  };
  return compareScalars(left.value, scaled, budget);
}

function inRadians(value: Expression, unit: Unit): Expression {
  const isDegree = unit.kind === "measure" && unit.dimension === "degree";
  return isDegree ? { kind: "apply", name: "degree", operands: [value] } : value;
}

function isSameThing(left: Unit, right: Unit): boolean {
  if (left.kind === "noun" && right.kind === "noun") return left.noun === right.noun;
  // `5个` and `5人` count alike; `5 cm` and `5 apples` do not.
  const measure = left.kind === "measure" ? left : right;
  return measure.kind === "measure" && ["count", "any"].includes(measure.dimension);
}
