import { type Sampling, sampleSymbols } from "../evaluate/sample-symbols.ts";
import {
  equalValues,
  invertValue,
  multiplyValues,
  realNumber,
  type Value,
} from "../evaluate/value.ts";
import type { Budget } from "../number/budget.ts";
import { NotComputable } from "../number/complex.ts";
import type { Expression } from "../parse/expression.ts";
import { needsIntegers, tryEvaluate } from "./compare-scalars.ts";

const plan: readonly Sampling[] = ["positive", "any-sign", "any-sign", "positive"];

/** The real constant that one formula is times another, at every point tried. */
export function constantRatio(
  top: Expression,
  bottom: Expression,
  budget: Budget,
): number | undefined {
  let ratio: Value | undefined;
  let seen = 0;
  const needed = [top, bottom].some((one) => needsIntegers(one));
  for (const [point, kind] of plan.entries()) {
    const sampling = needed ? "integers" : kind;
    const symbol = sampleSymbols(sampling, point + 10);
    const [above, below] = [top, bottom].map((one) => tryEvaluate(one, { budget, symbol }));
    if (above === undefined || below === undefined) continue;
    const quotient = divide(above, below, budget);
    if (quotient === undefined) return undefined;
    if (ratio !== undefined && !equalValues(quotient, ratio, 0, budget)) return undefined;
    ratio = quotient;
    seen += 1;
  }
  if (ratio === undefined || seen < 3) return undefined;
  try {
    const constant = realNumber(ratio);
    return Math.abs(constant) < 1e-12 ? undefined : constant;
  } catch (error) {
    if (error instanceof NotComputable) return undefined;
    throw error;
  }
}

function divide(above: Value, below: Value, budget: Budget): Value | undefined {
  try {
    return multiplyValues(above, invertValue(below), budget);
  } catch (error) {
    if (error instanceof NotComputable) return undefined;
    throw error;
  }
}
