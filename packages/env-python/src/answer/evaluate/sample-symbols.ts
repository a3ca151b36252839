import { complex } from "../number/complex.ts";
import { double, exact, realNumber, type Value } from "./value.ts";

/** How to choose the points at which two formulas are compared. */
export type Sampling = "positive" | "any-sign" | "integers";

/** What `i` is where no sum counts with it. */
export const imaginaryUnit: Value = double(complex(0, 1));

/** A seed of its own for every text (FNV-1a), so that a symbol has one value in both formulas. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  // Stirs the last characters in (from MurmurHash3's finalizer).
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}

/**
 * Values of symbols at one of a fixed series of points that look random. They are fractions, so that
 * polynomials are compared exactly. Symbols with an index have an unrelated value at each index.
 */
export function sampleSymbols(
  sampling: Sampling,
  point: number,
): (name: string, index?: Value) => Value {
  const known = new Map<string, Value>();
  return (name, index) => {
    if (name === "i" && index === undefined) return imaginaryUnit;
    const key = index === undefined ? name : `${name}[${realNumber(index).toPrecision(9)}]`;
    let value = known.get(key);
    if (value === undefined) {
      value = sample(key, sampling, point);
      known.set(key, value);
    }
    return value;
  };
}

const denominators = [101n, 103n, 107n, 109n, 113n, 127n];

function sample(key: string, sampling: Sampling, point: number): Value {
  const random = hash(`${key}/${point}`);
  // Two to twelve: large enough to tell formulas apart, small enough for factorials.
  if (sampling === "integers") return exact(2 + (random % 11));
  const denominator = denominators[random % denominators.length] ?? 101n;
  const steps = Math.floor(random / 64) % 997;
  // Between 0.3 and 2.8, never whole.
  const numerator = (BigInt(steps) * denominator) / 400n + denominator / 3n;
  const odd = numerator % denominator === 0n ? numerator + 1n : numerator;
  // Each symbol has both signs within two points, and every two symbols have unequal ones somewhere.
  const phase = hash(key);
  const isNegative = sampling === "any-sign" && ((phase >>> (point >>> 1)) ^ point) % 2 !== 0;
  return exact({ numerator: isNegative ? -odd : odd, denominator });
}
