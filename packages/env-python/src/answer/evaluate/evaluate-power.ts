import type { Budget } from "../number/budget.ts";
import {
  complex,
  isReal,
  multiplyComplex,
  invertComplex,
  NotComputable,
  powerComplex,
  expComplex,
} from "../number/complex.ts";
import { powerRational, rationalRoot, type Rational } from "../number/rational.ts";
import type { Expression } from "../parse/expression.ts";
import type { Scope } from "./evaluate.ts";
import { asComplex, double, exact, integerOf, type Value } from "./value.ts";

type Evaluate = (expression: Expression, scope: Scope) => Value;

export function evaluatePower(
  base: Expression,
  exponent: Expression,
  scope: Scope,
  evaluate: Evaluate,
): Value {
  const power = evaluate(exponent, scope);
  if (base.kind === "constant" && base.name === "e") return double(expComplex(asComplex(power)));
  return raise(evaluate(base, scope), power, scope.budget);
}

/** A power: exact where it can be, the real root of a negative number where that is meant. */
function raise(base: Value, power: Value, budget: Budget): Value {
  budget.spend(5);
  const whole = integerOf(power);
  if (whole !== undefined) return raiseToInteger(base, whole, budget);
  if (base.kind === "exact" && power.kind === "exact") {
    const rooted = raiseToFraction(base.value, power.value, budget);
    if (rooted !== undefined) return rooted;
  }
  return double(powerComplex(asComplex(base), asComplex(power)));
}

function raiseToInteger(base: Value, power: bigint, budget: Budget): Value {
  if (base.kind === "exact") {
    const value = powerRational(base.value, power, budget);
    if (value === undefined) throw new NotComputable("a division by zero");
    return exact(value);
  }
  const count = Number(power < 0n ? -power : power);
  if (count > 10_000) throw new NotComputable("a power beyond all measure");
  budget.spend(30);
  let result = complex(1);
  let square = base.value;
  for (let left = count; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiplyComplex(result, square);
    if (left > 1) square = multiplyComplex(square, square);
  }
  return double(power < 0n ? invertComplex(result) : result);
}

function raiseToFraction(base: Rational, power: Rational, budget: Budget): Value | undefined {
  const degree = Number(power.denominator);
  if (degree > 100) return undefined;
  const isNegative = base.numerator < 0n;
  // An even root of a negative number is left to the complex principal value.
  if (isNegative && degree % 2 === 0) return undefined;
  const size = isNegative ? { ...base, numerator: -base.numerator } : base;
  const sign = isNegative && power.numerator % 2n !== 0n ? -1n : 1n;
  const root = rationalRoot(size, degree, budget);
  const raised = root === undefined ? undefined : powerRational(root, power.numerator, budget);
  if (raised !== undefined) return exact({ ...raised, numerator: raised.numerator * sign });
  if (!isNegative) return undefined;
  const value = powerComplex(asComplex(exact(size)), asComplex(exact(power)));
  return double({ ...value, re: value.re * Number(sign) });
}

/** The n-th root: of a negative number the real one, where n is odd. */
export function takeRoot(degree: Value, operand: Value, budget: Budget): Value {
  const count = integerOf(degree);
  const isOdd = count !== undefined && count > 0n && count % 2n === 1n;
  if (isOdd && operand.kind === "double" && isReal(operand.value) && operand.value.re < 0) {
    const size = { ...operand.value, re: -operand.value.re, im: 0 };
    const root = powerComplex(size, complex(1 / Number(count)));
    return double({ ...root, re: -root.re });
  }
  if (count === undefined || count === 0n || count > 100n || count < 0n) {
    throw new NotComputable("a root of that degree");
  }
  return raise(operand, exact({ numerator: 1n, denominator: count }), budget);
}
