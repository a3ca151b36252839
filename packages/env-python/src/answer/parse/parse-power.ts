import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";
import { parsePrimary } from "./parse-primary.ts";

/** `x^2`, `n!`, `30°`, `5%`: one thing and what stands at its top right. */
export function parsePower(grammar: Grammar): Expression {
  const { cursor } = grammar;
  let base = parsePrimary(grammar);
  for (;;) {
    if (cursor.take("^")) {
      const degree = parseDegree(grammar);
      base = degree ? apply("degree", base) : { kind: "power", base, exponent: exponent(grammar) };
    } else if (cursor.take("!")) {
      base = apply("factorial", base);
    } else if (cursor.take("%")) {
      base = apply("percent", base);
    } else if (cursor.isAt("°") && !/^[cf]$/i.test(cursor.peek(1).text)) {
      cursor.next();
      base = apply("degree", base);
    } else if (cursor.isAt("'") && base.kind === "symbol") {
      cursor.next();
      base = { ...base, name: `${base.name}'` };
    } else {
      return base;
    }
  }
}

function apply(name: string, operand: Expression): Expression {
  return { kind: "apply", name, operands: [operand] };
}

/** `^\circ`, `^{\circ}` */
function parseDegree({ cursor }: Grammar): boolean {
  const isCircle = (ahead: number): boolean => {
    const { kind, text } = cursor.peek(ahead);
    return (kind === "command" && text === "circ") || (kind === "operator" && text === "°");
  };
  // `°C` is a unit.
  const closes = cursor.isAt("{") ? 3 : 1;
  if (/^[cf]$/i.test(cursor.peek(closes).text)) return false;
  if (isCircle(0)) {
    cursor.next();
    return true;
  }
  if (!cursor.isAt("{") || !isCircle(1) || !cursor.isAt("}", 2)) return false;
  for (let count = 0; count < 3; count += 1) cursor.next();
  return true;
}

function exponent(grammar: Grammar): Expression {
  const { cursor } = grammar;
  return cursor.nest(() => {
    if (cursor.take("-")) return { kind: "negate", operand: exponent(grammar) };
    if (cursor.take("+")) return exponent(grammar);
    // `x^*` and `A^T` are names, not powers; of those only the second is read.
    const base = cursor.isAt("{") ? grammar.argument() : parsePrimary(grammar);
    if (cursor.take("^")) return { kind: "power", base, exponent: exponent(grammar) };
    return cursor.isAt("!") && cursor.next() ? apply("factorial", base) : base;
  });
}
