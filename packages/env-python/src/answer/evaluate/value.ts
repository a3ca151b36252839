import type { Budget } from "../number/budget.ts";
import {
  addComplex,
  complex,
  type Complex,
  invertComplex,
  isReal,
  multiplyComplex,
  nearlyEqual,
  negateComplex,
  NotComputable,
} from "../number/complex.ts";
import {
  addRationals,
  compareRationals,
  integer,
  invertRational,
  multiplyRationals,
  negateRational,
  type Rational,
  rationalToNumber,
} from "../number/rational.ts";

/** What a formula comes to: an exact fraction as long as it can be one, then a complex double. */
export type Value =
  | { readonly kind: "exact"; readonly value: Rational }
  | { readonly kind: "double"; readonly value: Complex };

export function exact(value: Rational | number): Value {
  return { kind: "exact", value: typeof value === "number" ? integer(value) : value };
}

export function double(value: Complex): Value {
  return { kind: "double", value };
}

/** @throws NotComputable when a double can't hold it. */
export function asComplex(value: Value): Complex {
  if (value.kind === "double") return value.value;
  const number = rationalToNumber(value.value);
  if (number === undefined) throw new NotComputable("a number out of range");
  return complex(number);
}

export function addValues(left: Value, right: Value, budget: Budget): Value {
  return left.kind === "exact" && right.kind === "exact"
    ? exact(addRationals(left.value, right.value, budget))
    : double(addComplex(asComplex(left), asComplex(right)));
}

export function negateValue(value: Value): Value {
  return value.kind === "exact"
    ? exact(negateRational(value.value))
    : double(negateComplex(value.value));
}

export function multiplyValues(left: Value, right: Value, budget: Budget): Value {
  return left.kind === "exact" && right.kind === "exact"
    ? exact(multiplyRationals(left.value, right.value, budget))
    : double(multiplyComplex(asComplex(left), asComplex(right)));
}

/** @throws NotComputable for zero. */
export function invertValue(value: Value): Value {
  if (value.kind === "double") return double(invertComplex(value.value));
  const inverse = invertRational(value.value);
  if (inverse === undefined) throw new NotComputable("a division by zero");
  return exact(inverse);
}

/** Exactly where both are exact; else within rounding, and within the relative tolerance. */
export function equalValues(left: Value, right: Value, tolerance: number, budget: Budget): boolean {
  if (left.kind === "exact" && right.kind === "exact") {
    if (compareRationals(left.value, right.value, budget) === 0) return true;
    if (tolerance === 0) return false;
  }
  return nearlyEqual(asComplex(left), asComplex(right), Math.max(tolerance, 1e-12));
}

/** @throws NotComputable for a value that is not real. */
export function realNumber(value: Value): number {
  const number = asComplex(value);
  if (!isReal(number)) throw new NotComputable("a number that is not real");
  return number.re;
}

/** The integer that a value exactly is. */
export function integerOf(value: Value): bigint | undefined {
  if (value.kind === "double" || value.value.denominator !== 1n) return undefined;
  return value.value.numerator;
}
