import type { Budget } from "../number/budget.ts";
import { complex, NotComputable } from "../number/complex.ts";
import type { Expression } from "../parse/expression.ts";
import { applyFunction } from "./apply-function.ts";
import { determinant } from "./determinant.ts";
import { evaluatePower } from "./evaluate-power.ts";
import { evaluateSeries } from "./evaluate-series.ts";
import {
  addValues,
  double,
  exact,
  invertValue,
  multiplyValues,
  negateValue,
  type Value,
} from "./value.ts";

/** Where the values of symbols come from. */
export interface Scope {
  readonly budget: Budget;
  /** @throws NotComputable for a symbol that has no value here. */
  readonly symbol: (name: string, index?: Value) => Value;
}

const constants: Readonly<Record<"pi" | "e" | "i" | "golden-ratio", Value>> = {
  pi: double(complex(Math.PI)),
  e: double(complex(Math.E)),
  i: double(complex(0, 1)),
  "golden-ratio": double(complex((1 + Math.sqrt(5)) / 2)),
};

/**
 * What a formula comes to.
 *
 * @throws NotComputable when it has no value, or none that can be told; OverBudget when working it
 * out takes too long.
 */
export function evaluate(expression: Expression, scope: Scope): Value {
  const { budget } = scope;
  budget.spend(1);
  switch (expression.kind) {
    case "number":
      return exact(expression.value);
    case "constant":
      if (expression.name === "infinity") throw new NotComputable("infinity");
      return constants[expression.name];
    case "symbol":
      return scope.symbol(
        expression.name,
        expression.index === undefined ? undefined : evaluate(expression.index, scope),
      );
    case "add":
      return expression.terms
        .map((term) => evaluate(term, scope))
        .reduce((sum, term) => addValues(sum, term, budget));
    case "multiply":
      return expression.factors
        .map((factor) => evaluate(factor, scope))
        .reduce((product, factor) => multiplyValues(product, factor, budget), exact(1));
    case "negate":
      return negateValue(evaluate(expression.operand, scope));
    case "divide":
      return multiplyValues(
        evaluate(expression.top, scope),
        invertValue(evaluate(expression.bottom, scope)),
        budget,
      );
    case "power":
      return evaluatePower(expression.base, expression.exponent, scope, evaluate);
    case "apply": {
      const [first] = expression.operands;
      if (expression.name === "det" && first?.kind === "matrix") {
        return determinant(first.rows, (entry) => evaluate(entry, scope), budget);
      }
      const operands = expression.operands.map((operand) => evaluate(operand, scope));
      return applyFunction(expression.name, operands, budget);
    }
    case "series":
      return evaluateSeries(expression, scope, evaluate);
    case "collection": {
      const [only, ...others] = expression.items;
      if (only === undefined || others.length > 0) throw new NotComputable("a list");
      return evaluate(only, scope);
    }
    case "quantity":
      return evaluateQuantity(expression, scope);
    case "ratio": {
      const [top, bottom, ...others] = expression.parts;
      if (top === undefined || bottom === undefined || others.length > 0) {
        throw new NotComputable("a ratio of several");
      }
      return evaluate({ kind: "divide", top, bottom }, scope);
    }
    default:
      throw new NotComputable(`a ${expression.kind}`);
  }
}

/** Angles and percentages are numbers; other quantities are not. */
function evaluateQuantity(
  { value, unit }: Extract<Expression, { kind: "quantity" }>,
  scope: Scope,
): Value {
  const dimension = unit.kind === "measure" ? unit.dimension : "";
  if (dimension === "radian") return evaluate(value, scope);
  if (dimension !== "degree" && dimension !== "percent") throw new NotComputable("a quantity");
  return applyFunction(dimension, [evaluate(value, scope)], scope.budget);
}
