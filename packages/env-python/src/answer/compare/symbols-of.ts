import type { Expression } from "../parse/expression.ts";
import { partsOf, someExpression } from "../parse/expression.ts";

/** The free symbols of a formula: without a sum's own index, and without the imaginary unit. */
export function symbolsOf(expression: Expression): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (one: Expression, bound: ReadonlySet<string>): void => {
    if (one.kind === "symbol" && one.name !== "i" && !bound.has(one.name)) names.add(one.name);
    if (one.kind === "text") names.add(one.text);
    const inner = one.kind === "series" ? new Set([...bound, one.variable]) : bound;
    for (const part of partsOf(one)) visit(part, inner);
  };
  visit(expression, new Set());
  return names;
}

export function isConstant(expression: Expression): boolean {
  return symbolsOf(expression).size === 0;
}

/** +1 and -1 for the infinities. */
export function infinityOf(expression: Expression): 1 | -1 | undefined {
  if (expression.kind === "negate") {
    const inner = infinityOf(expression.operand);
    return inner === undefined ? undefined : inner === 1 ? -1 : 1;
  }
  return expression.kind === "constant" && expression.name === "infinity" ? 1 : undefined;
}

/** Whether a long decimal occurs anywhere: then the formula is an approximation, perhaps. */
export function hasDecimals(expression: Expression): boolean {
  return someExpression(expression, (one) => one.kind === "number" && (one.decimals ?? 0) > 2);
}
