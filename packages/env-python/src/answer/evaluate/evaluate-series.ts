import { OverBudget } from "../number/budget.ts";
import { complex, NotComputable } from "../number/complex.ts";
import { integer } from "../number/rational.ts";
import type { Expression } from "../parse/expression.ts";
import type { Scope } from "./evaluate.ts";
import {
  addValues,
  double,
  exact,
  integerOf,
  multiplyValues,
  realNumber,
  type Value,
} from "./value.ts";

type Evaluate = (expression: Expression, scope: Scope) => Value;
type Series = Extract<Expression, { kind: "series" }>;

/** Finite sums and products term by term; definite integrals by Gauss and Legendre's rule. */
export function evaluateSeries(series: Series, scope: Scope, evaluate: Evaluate): Value {
  return series.operator === "integral"
    ? integrate(series, scope, evaluate)
    : accumulate(series, scope, evaluate);
}

function bind(scope: Scope, variable: string, value: Value): Scope {
  return {
    budget: scope.budget,
    symbol: (name, index) =>
      name === variable && index === undefined ? value : scope.symbol(name, index),
  };
}

function accumulate(series: Series, scope: Scope, evaluate: Evaluate): Value {
  const from = integerOf(evaluate(series.from, scope));
  const to = integerOf(evaluate(series.to, scope));
  if (from === undefined || to === undefined)
    throw new NotComputable("bounds that are no integers");
  // Each term takes some units: more terms than that can't be paid for.
  if (to - from > BigInt(Math.max(0, Math.floor(scope.budget.left / 4)))) {
    throw new OverBudget("too many terms");
  }
  const isSum = series.operator === "sum";
  let total = exact(isSum ? 0 : 1);
  for (let index = from; index <= to; index += 1n) {
    const inner = bind(scope, series.variable, exact(integer(index)));
    const term = evaluate(series.body, inner);
    scope.budget.spend(2);
    total = isSum
      ? addValues(total, term, scope.budget)
      : multiplyValues(total, term, scope.budget);
  }
  return total;
}

/** Nodes and weights on the positive half of [-1, 1], n = 8 (Abramowitz and Stegun, 25.4.30). */
const gauss = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

function integrate(series: Series, scope: Scope, evaluate: Evaluate): Value {
  const from = realNumber(evaluate(series.from, scope));
  const to = realNumber(evaluate(series.to, scope));
  const at = (x: number): number =>
    realNumber(evaluate(series.body, bind(scope, series.variable, double(complex(x)))));
  const rule = (panels: number): number => {
    const half = (to - from) / panels / 2;
    let sum = 0;
    for (let panel = 0; panel < panels; panel += 1) {
      const middle = from + half * (2 * panel + 1);
      for (const [node, weight] of gauss) {
        sum += weight * (at(middle - half * node) + at(middle + half * node));
      }
    }
    return sum * half;
  };
  const coarse = rule(8);
  const fine = rule(16);
  const distance = Math.abs(coarse - fine);
  if (!(distance <= 1e-9 * Math.max(1e-3, Math.abs(fine)))) {
    throw new NotComputable("an integral that does not settle");
  }
  return double(complex(fine, 0, distance + 1e-13 * Math.abs(fine)));
}
