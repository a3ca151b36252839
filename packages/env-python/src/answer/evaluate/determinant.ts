import type { Budget } from "../number/budget.ts";
import { NotComputable } from "../number/complex.ts";
import type { Expression } from "../parse/expression.ts";
import { addValues, exact, multiplyValues, negateValue, type Value } from "./value.ts";

/** By expansion along the first row; up to five rows. */
export function determinant(
  rows: readonly (readonly Expression[])[],
  evaluate: (entry: Expression) => Value,
  budget: Budget,
): Value {
  if (rows.length > 5 || rows.some(({ length }) => length !== rows.length)) {
    throw new NotComputable("a determinant of that size");
  }
  return expand(
    rows.map((row) => row.map((entry) => evaluate(entry))),
    budget,
  );
}

function expand(rows: readonly (readonly Value[])[], budget: Budget): Value {
  const [first = [], ...rest] = rows;
  if (rows.length === 0) return exact(1);
  let sum = exact(0);
  for (const [column, entry] of first.entries()) {
    const minor = rest.map((row) => row.filter((_, index) => index !== column));
    const term = multiplyValues(entry, expand(minor, budget), budget);
    sum = addValues(sum, column % 2 === 0 ? term : negateValue(term), budget);
  }
  return sum;
}
