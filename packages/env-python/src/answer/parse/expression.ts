import type { Rational } from "../number/rational.ts";
import type { Unit } from "../units/parse-unit.ts";

/** A number as it was written. */
export interface NumberExpression {
  readonly kind: "number";
  readonly value: Rational;
  /** How many digits stand after the point; absent where there is no point. */
  readonly decimals?: number;
  /** Digits of a number written in another base: `1201` of `1201_3`. */
  readonly base?: { readonly digits: string; readonly base: number };
}

/** What an answer says: a formula, or a list, a relation, a matrix, a quantity, a text. */
export type Expression =
  | NumberExpression
  | { readonly kind: "constant"; readonly name: "pi" | "e" | "i" | "infinity" | "golden-ratio" }
  | { readonly kind: "symbol"; readonly name: string; readonly index?: Expression }
  | { readonly kind: "add"; readonly terms: readonly Expression[] }
  | { readonly kind: "multiply"; readonly factors: readonly Expression[] }
  | { readonly kind: "negate"; readonly operand: Expression }
  | { readonly kind: "divide"; readonly top: Expression; readonly bottom: Expression }
  | { readonly kind: "power"; readonly base: Expression; readonly exponent: Expression }
  /** `sqrt`, `log` with its base first, `degree`, `percent`, … */
  | { readonly kind: "apply"; readonly name: string; readonly operands: readonly Expression[] }
  | { readonly kind: "plus-minus"; readonly operand: Expression; readonly flipped: boolean }
  | {
      readonly kind: "series";
      readonly operator: "sum" | "product" | "integral";
      readonly variable: string;
      readonly from: Expression;
      readonly to: Expression;
      readonly body: Expression;
    }
  /** `a < b <= c`: one operator less than operands. */
  | {
      readonly kind: "relation";
      readonly operators: readonly RelationOperator[];
      readonly operands: readonly Expression[];
    }
  | {
      readonly kind: "collection";
      /** Empty for a bare list. */
      readonly open: "(" | "[" | "{" | "";
      readonly close: ")" | "]" | "}" | "";
      readonly items: readonly Expression[];
    }
  | { readonly kind: "matrix"; readonly rows: readonly (readonly Expression[])[] }
  | {
      readonly kind: "set-operation";
      readonly operator: "union" | "intersection" | "difference";
      readonly left: Expression;
      readonly right: Expression;
    }
  | {
      readonly kind: "number-set";
      readonly name: "reals" | "integers" | "naturals" | "rationals" | "complexes";
    }
  | {
      readonly kind: "set-builder";
      readonly member: Expression;
      readonly conditions: readonly Expression[];
    }
  | { readonly kind: "ratio"; readonly parts: readonly Expression[]; readonly written: string }
  | {
      readonly kind: "quantity";
      readonly value: Expression;
      readonly unit: Unit;
      /** The unit as it was written, where it may be a product of symbols as well. */
      readonly letters?: string;
    }
  | { readonly kind: "text"; readonly text: string };

export type RelationOperator = "=" | "<" | ">" | "<=" | ">=" | "!=" | "~" | "in" | "not-in";
export type Collection = Extract<Expression, { kind: "collection" }>;
export type Relation = Extract<Expression, { kind: "relation" }>;

/** The expressions that another is made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "add":
      return expression.terms;
    case "multiply":
      return expression.factors;
    case "negate":
    case "plus-minus":
      return [expression.operand];
    case "divide":
      return [expression.top, expression.bottom];
    case "power":
      return [expression.base, expression.exponent];
    case "apply":
    case "relation":
      return expression.operands;
    case "series":
      return [expression.from, expression.to, expression.body];
    case "collection":
      return expression.items;
    case "matrix":
      return expression.rows.flat();
    case "set-operation":
      return [expression.left, expression.right];
    case "set-builder":
      return [expression.member, ...expression.conditions];
    case "ratio":
      return expression.parts;
    case "quantity":
      return [expression.value];
    case "symbol":
      return expression.index === undefined ? [] : [expression.index];
    default:
      return [];
  }
}

/** Whether an expression or any part of it passes a test. */
export function someExpression(
  expression: Expression,
  test: (expression: Expression) => boolean,
): boolean {
  return test(expression) || partsOf(expression).some((part) => someExpression(part, test));
}
