import type { Budget } from "../number/budget.ts";
import { complexFunctions } from "../number/complex-functions.ts";
import {
  complex,
  invertComplex,
  logComplex,
  multiplyComplex,
  NotComputable,
} from "../number/complex.ts";
import { compareRationals, integer, multiplyRationals, type Rational } from "../number/rational.ts";
import { takeRoot } from "./evaluate-power.ts";
import { asComplex, double, exact, integerOf, realNumber, type Value } from "./value.ts";

const hundredth: Rational = { numerator: 1n, denominator: 100n };
const degree = complex(Math.PI / 180);

/**
 * @throws NotComputable for a function that is not known or not defined there.
 */
export function applyFunction(name: string, operands: readonly Value[], budget: Budget): Value {
  budget.spend(5);
  const [first, second] = operands;
  if (first === undefined) throw new NotComputable(`${name} of nothing`);
  switch (name) {
    case "percent":
      return first.kind === "exact"
        ? exact(multiplyRationals(first.value, hundredth, budget))
        : double(multiplyComplex(first.value, complex(0.01)));
    case "degree":
      return double(multiplyComplex(asComplex(first), degree));
    case "sqrt":
      return takeRoot(exact(2), first, budget);
    case "root":
      if (second === undefined) break;
      return takeRoot(first, second, budget);
    case "log":
      if (second === undefined) break;
      return double(
        multiplyComplex(logComplex(asComplex(second)), invertComplex(logComplex(asComplex(first)))),
      );
    case "max":
    case "min":
      return extreme(operands, name === "max" ? 1 : -1, budget);
    case "gcd":
    case "lcm":
    case "binomial":
    case "factorial": {
      const value = ofIntegers(name, operands, budget);
      if (value !== undefined) return exact(integer(value));
      break;
    }
    case "abs":
    case "floor":
    case "ceil":
    case "round":
    case "sign":
      if (first.kind === "exact") return exact(roundExactly(name, first.value));
      break;
    default:
  }
  if (name === "binomial" && second !== undefined) return realBinomial(first, second);
  const plain = operands.length === 1 ? complexFunctions[name] : undefined;
  if (plain === undefined) throw new NotComputable(`the function ${name}`);
  return double(plain(asComplex(first)));
}

function extreme(operands: readonly Value[], sign: 1 | -1, budget: Budget): Value {
  return operands.reduce((best, next) => {
    const order =
      best.kind === "exact" && next.kind === "exact"
        ? compareRationals(next.value, best.value, budget)
        : realNumber(next) - realNumber(best);
    return order * sign > 0 ? next : best;
  });
}

function roundExactly(
  name: "abs" | "floor" | "ceil" | "round" | "sign",
  { numerator, denominator }: Rational,
): Rational {
  const floor = (top: bigint, bottom: bigint): bigint => {
    const quotient = top / bottom;
    return top < 0n && quotient * bottom !== top ? quotient - 1n : quotient;
  };
  switch (name) {
    case "abs":
      return { numerator: numerator < 0n ? -numerator : numerator, denominator };
    case "sign":
      return integer(numerator === 0n ? 0 : numerator < 0n ? -1 : 1);
    case "floor":
      return integer(floor(numerator, denominator));
    case "ceil":
      return integer(-floor(-numerator, denominator));
    default:
      return integer(floor(2n * numerator + denominator, 2n * denominator));
  }
}

function ofIntegers(
  name: "gcd" | "lcm" | "binomial" | "factorial",
  operands: readonly Value[],
  budget: Budget,
): bigint | undefined {
  const integers: bigint[] = [];
  for (const operand of operands) {
    const value = integerOf(operand);
    if (value === undefined) return undefined;
    integers.push(value);
  }
  const [first = 0n, second = 0n] = integers;
  if (name === "factorial") return factorial(first, budget);
  if (name === "binomial") return binomial(first, second, budget);
  const divisor = (left: bigint, right: bigint): bigint => {
    let [a, b] = [left < 0n ? -left : left, right < 0n ? -right : right];
    while (b !== 0n) {
      budget.spend(1 + a.toString(16).length / 16);
      [a, b] = [b, a % b];
    }
    return a;
  };
  if (name === "gcd") return integers.reduce(divisor);
  return integers.reduce((left, right) => {
    const common = divisor(left, right);
    const product = common === 0n ? 0n : (left / common) * right;
    budget.spend(product.toString(16).length / 4);
    return product < 0n ? -product : product;
  });
}

function factorial(value: bigint, budget: Budget): bigint | undefined {
  if (value < 0n) return undefined;
  if (value > 3_000n) throw new NotComputable("a factorial beyond all measure");
  budget.spend(Number(value) * 2);
  return productOf(1n, value);
}

/** Of all integers from one to another; by halves, so that no long number meets a short one. */
function productOf(from: bigint, to: bigint): bigint {
  if (to - from < 8n) {
    let product = 1n;
    for (let factor = from; factor <= to; factor += 1n) product *= factor;
    return product;
  }
  const middle = (from + to) / 2n;
  return productOf(from, middle) * productOf(middle + 1n, to);
}

function binomial(top: bigint, below: bigint, budget: Budget): bigint | undefined {
  if (top < 0n) return undefined;
  if (below < 0n || below > top) return 0n;
  const count = below > top - below ? top - below : below;
  if (count > 2_000n || top > 10n ** 12n) throw new NotComputable("a binomial beyond all measure");
  budget.spend(Number(count) * 6);
  return productOf(top - count + 1n, top) / productOf(1n, count);
}

/** By way of the gamma function. */
function realBinomial(top: Value, below: Value): Value {
  const factorialOf = complexFunctions["factorial"];
  if (factorialOf === undefined) throw new NotComputable("a binomial");
  const [n, k] = [asComplex(top), asComplex(below)];
  const rest = complex(n.re - k.re, n.im - k.im, n.error + k.error);
  const bottom = multiplyComplex(factorialOf(k), factorialOf(rest));
  return double(multiplyComplex(factorialOf(n), invertComplex(bottom)));
}
