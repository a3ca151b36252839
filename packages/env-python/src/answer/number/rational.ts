import { type Budget, OverBudget } from "./budget.ts";

/** An exact fraction in lowest terms; the denominator is positive. */
export interface Rational {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const one: Rational = { numerator: 1n, denominator: 1n };

const maximumBits = 40_000;
const tooLong = 1n << BigInt(maximumBits);
const small = 1n << 64n;

/** How many bits an integer has, roughly: 64 for all that are shorter. */
function bits(value: bigint): number {
  const size = value < 0n ? -value : value;
  return size < small ? 64 : size.toString(16).length * 4;
}

function check(value: bigint): bigint {
  if (value >= tooLong || value <= -tooLong) throw new OverBudget("a number of too many digits");
  return value;
}

function multiplyIntegers(left: bigint, right: bigint, budget: Budget): bigint {
  const words = (bits(left) / 64) * (bits(right) / 64);
  budget.spend(1 + words / 50);
  return check(left * right);
}

function greatestCommonDivisor(left: bigint, right: bigint, budget: Budget): bigint {
  let a = left < 0n ? -left : left;
  let b = right;
  if (a === 1n || b === 1n) return 1n;
  // Euclid takes about 0.6 steps a bit, each as long as the number.
  const size = Math.min(bits(a), bits(b));
  budget.spend(2 + (size > 64 ? size * (1 + size / 3000) : 0));
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

export function rational(numerator: bigint, denominator: bigint, budget: Budget): Rational {
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator, denominator * sign, budget);
  return {
    numerator: (sign * numerator) / divisor,
    denominator: (sign * denominator) / divisor,
  };
}

export function integer(value: number | bigint): Rational {
  return { numerator: BigInt(value), denominator: 1n };
}

export function addRationals(left: Rational, right: Rational, budget: Budget): Rational {
  budget.spend(1);
  if (left.denominator === 1n && right.denominator === 1n) {
    return integer(check(left.numerator + right.numerator));
  }
  const numerator =
    multiplyIntegers(left.numerator, right.denominator, budget) +
    multiplyIntegers(right.numerator, left.denominator, budget);
  const denominator = multiplyIntegers(left.denominator, right.denominator, budget);
  return rational(check(numerator), denominator, budget);
}

export function negateRational({ numerator, denominator }: Rational): Rational {
  return { numerator: -numerator, denominator };
}

export function multiplyRationals(left: Rational, right: Rational, budget: Budget): Rational {
  const numerator = multiplyIntegers(left.numerator, right.numerator, budget);
  if (left.denominator === 1n && right.denominator === 1n) return integer(numerator);
  const denominator = multiplyIntegers(left.denominator, right.denominator, budget);
  return rational(numerator, denominator, budget);
}

/** `undefined` for zero. */
export function invertRational({ numerator, denominator }: Rational): Rational | undefined {
  if (numerator === 0n) return undefined;
  return numerator < 0n
    ? { numerator: -denominator, denominator: -numerator }
    : { numerator: denominator, denominator: numerator };
}

/** To an integer power; `undefined` for zero to a negative one. */
export function powerRational(
  base: Rational,
  exponent: bigint,
  budget: Budget,
): Rational | undefined {
  if (exponent < 0n) {
    const inverse = invertRational(base);
    return inverse === undefined ? undefined : powerRational(inverse, -exponent, budget);
  }
  const { numerator, denominator } = base;
  if (exponent > BigInt(maximumBits)) {
    const trivial = denominator === 1n && (numerator === 0n || numerator === 1n);
    if (trivial) return base;
    if (denominator === 1n && numerator === -1n) return exponent % 2n === 0n ? one : base;
    throw new OverBudget("a number of too many digits");
  }
  const size = Number(exponent) * Math.max(bitsOf(numerator), bitsOf(denominator));
  if (size > maximumBits + 64) throw new OverBudget("a number of too many digits");
  budget.spend(4 + (size / 64) ** 2 / 50);
  return { numerator: check(numerator ** exponent), denominator: check(denominator ** exponent) };
}

// Exact for short integers too, where `bits` is not.
function bitsOf(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

export function compareRationals(left: Rational, right: Rational, budget: Budget): number {
  const difference =
    multiplyIntegers(left.numerator, right.denominator, budget) -
    multiplyIntegers(right.numerator, left.denominator, budget);
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

/** The nearest double; `undefined` where a double can't hold its magnitude. */
export function rationalToNumber({ numerator, denominator }: Rational): number | undefined {
  if (numerator === 0n) return 0;
  const direct = Number(numerator) / Number(denominator);
  if (Number.isFinite(direct) && direct !== 0) return direct;
  // Both are beyond a double's range: their quotient may not be.
  const shift = bitsOf(numerator) - bitsOf(denominator) - 64;
  if (shift > 1_000 || shift < -1_100) return undefined;
  const scaled =
    shift >= 0
      ? numerator / (denominator << BigInt(shift))
      : (numerator << BigInt(-shift)) / denominator;
  const value = Number(scaled) * 2 ** shift;
  return Number.isFinite(value) && value !== 0 ? value : undefined;
}

/** The exact root of a non-negative rational, where it has one. */
export function rationalRoot(
  { numerator, denominator }: Rational,
  degree: number,
  budget: Budget,
): Rational | undefined {
  const top = integerRoot(numerator, degree, budget);
  if (top === undefined) return undefined;
  const bottom = integerRoot(denominator, degree, budget);
  return bottom === undefined ? undefined : { numerator: top, denominator: bottom };
}

function integerRoot(value: bigint, degree: number, budget: Budget): bigint | undefined {
  if (value < 2n) return value < 0n ? undefined : value;
  const size = bitsOf(value);
  if (size > 2_000 || degree > size) return undefined;
  budget.spend(20 + size);
  const power = BigInt(degree);
  // Newton from above: falls until it stands.
  let guess = 1n << BigInt(Math.ceil(size / degree));
  for (;;) {
    const next = ((power - 1n) * guess + value / guess ** (power - 1n)) / power;
    if (next >= guess) break;
    guess = next;
  }
  return guess ** power === value ? guess : undefined;
}

/** Digits with an optional point and exponent: `12`, `.5`, `3.20`, `1e-3`. */
export function parseDecimal(text: string, budget: Budget): Rational {
  const [mantissa = "", exponentText = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.split(".");
  const digits = `${whole}${fraction}`;
  if (digits.length > 3_000) throw new OverBudget("a number of too many digits");
  const exponent = Number(exponentText) - fraction.length;
  if (Math.abs(exponent) > 5_000) throw new OverBudget("a number of too many digits");
  const value = BigInt(digits === "" ? "0" : digits);
  return exponent >= 0
    ? integer(value * 10n ** BigInt(exponent))
    : rational(value, 10n ** BigInt(-exponent), budget);
}
