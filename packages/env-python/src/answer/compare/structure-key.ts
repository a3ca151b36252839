import type { Expression } from "../parse/expression.ts";

/** A text that is equal for formulas that are written alike, up to spaces and brackets of a group. */
export function structureKey(expression: Expression): string {
  let known = keys.get(expression);
  if (known === undefined) {
    known = print(expression);
    keys.set(expression, known);
  }
  return known;
}

const keys = new WeakMap<Expression, string>();

function print(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    return key === "decimals" || key === "written" ? undefined : value;
  });
}
