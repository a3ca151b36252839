import { type Expression, someExpression } from "../parse/expression.ts";

export function hasPlusMinus(expression: Expression): boolean {
  return someExpression(expression, ({ kind }) => kind === "plus-minus");
}

/** A formula with every `±` read as its upper sign, and with every one read as its lower sign. */
export function expandPlusMinus(expression: Expression): readonly [Expression, Expression] {
  return [withSign(expression, 1), withSign(expression, -1)];
}

function withSign(expression: Expression, sign: 1 | -1): Expression {
  const into = (one: Expression): Expression => withSign(one, sign);
  switch (expression.kind) {
    case "plus-minus": {
      const operand = into(expression.operand);
      const isPlus = (sign === 1) !== expression.flipped;
      return isPlus ? operand : { kind: "negate", operand };
    }
    case "add":
      return { ...expression, terms: expression.terms.map(into) };
    case "multiply":
      return { ...expression, factors: expression.factors.map(into) };
    case "negate":
      return { ...expression, operand: into(expression.operand) };
    case "divide":
      return { ...expression, top: into(expression.top), bottom: into(expression.bottom) };
    case "power":
      return { ...expression, base: into(expression.base), exponent: into(expression.exponent) };
    case "apply":
    case "relation":
      return { ...expression, operands: expression.operands.map(into) };
    case "collection":
      return { ...expression, items: expression.items.map(into) };
    case "quantity":
      return { ...expression, value: into(expression.value) };
    default:
      return expression;
  }
}
