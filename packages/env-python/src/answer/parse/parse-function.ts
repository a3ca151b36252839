import { integer } from "../number/rational.ts";
import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";

const inverses: Readonly<Record<string, string>> = {
  sin: "asin",
  cos: "acos",
  tan: "atan",
  cot: "acot",
  sec: "asec",
  csc: "acsc",
  sinh: "asinh",
  cosh: "acosh",
  tanh: "atanh",
};
const ten: Expression = { kind: "number", value: integer(10) };
const two: Expression = { kind: "number", value: integer(2) };
const three: Expression = { kind: "number", value: integer(3) };

/** `\sin^2 x`, `log_2(8)`, `max(a, b)`: a function by name, with its base, its power, its arguments. */
export function parseFunction(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const { text: name } = cursor.next();
  let base: Expression | undefined;
  let exponent: Expression | undefined;
  while (cursor.isAt("_") || cursor.isAt("^")) {
    if (cursor.take("_")) base = grammar.argument();
    else if (cursor.take("^")) exponent = grammar.argument();
  }
  const inverse = inverses[name];
  const isInverse = exponent !== undefined && isMinusOne(exponent) && inverse !== undefined;
  const operands = parseArguments(grammar, name);
  const value = named(isInverse ? inverse : name, operands, base);
  if (value === undefined) return cursor.fail(`expected other arguments of ${name}`);
  return exponent === undefined || isInverse ? value : { kind: "power", base: value, exponent };
}

function isMinusOne(expression: Expression): boolean {
  return (
    expression.kind === "negate" &&
    expression.operand.kind === "number" &&
    expression.operand.value.numerator === 1n &&
    expression.operand.value.denominator === 1n
  );
}

function parseArguments(grammar: Grammar, name: string): readonly Expression[] {
  const { cursor } = grammar;
  const close = cursor.isAt("(") ? ")" : cursor.isAt("set{") ? "set}" : cursor.isAt("[") ? "]" : "";
  if (close !== "") {
    cursor.next();
    const { bars } = cursor;
    cursor.bars = 0;
    const items = grammar.list();
    cursor.bars = bars;
    cursor.expect(close);
    return items;
  }
  if (cursor.isAt("{")) {
    const group = grammar.argument();
    return group.kind === "collection" ? group.items : [group];
  }
  if (name === "sqrt" || name === "cbrt") return [grammar.power()];
  return [grammar.juxtaposed()];
}

function named(
  name: string,
  operands: readonly Expression[],
  base: Expression | undefined,
): Expression | undefined {
  const [first, second, ...rest] = operands;
  if (first === undefined) return undefined;
  switch (name) {
    case "max":
    case "min":
    case "gcd":
    case "lcm":
      return { kind: "apply", name, operands };
    case "binomial":
    case "fraction":
      if (rest.length > 0) return undefined;
      if (second === undefined) return name === "fraction" ? first : undefined;
      return name === "binomial"
        ? { kind: "apply", name, operands: [first, second] }
        : { kind: "divide", top: first, bottom: second };
    case "log":
      if (rest.length > 0) return undefined;
      // `log(x, 2)`, as programs write it.
      return logarithm(base ?? second, first);
    default:
      if (second !== undefined) return undefined;
  }
  if (name === "ln") return { kind: "apply", name: "ln", operands: [first] };
  if (name === "lg") return logarithm(ten, first);
  if (name === "lb") return logarithm(two, first);
  if (name === "cbrt") return { kind: "apply", name: "root", operands: [three, first] };
  return { kind: "apply", name, operands: [first] };
}

/** Without a base it is the natural logarithm, unless what it is compared with says otherwise. */
function logarithm(base: Expression | undefined, operand: Expression): Expression {
  return base === undefined
    ? { kind: "apply", name: "ln", operands: [operand] }
    : { kind: "apply", name: "log", operands: [base, operand] };
}
