import type { Expression } from "../parse/expression.ts";

/** A text that is equal for formulas that are written alike, up to spaces and brackets of a group. */
export function structureKey(expression: Expression): string {
  return JSON.stringify(expression, (key, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    return key === "decimals" || key === "written" ? undefined : value;
  });
}
