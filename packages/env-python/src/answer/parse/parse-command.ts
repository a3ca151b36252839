import type { Cursor } from "./cursor.ts";
import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";
import { parseEnvironment } from "./parse-environment.ts";
import { parseSeries } from "./parse-series.ts";

const numberSets = {
  R: "reals",
  Z: "integers",
  N: "naturals",
  Q: "rationals",
  C: "complexes",
} as const;

/** `\frac`, `\sqrt`, `\sum`, … and names that stand for a constant. */
export function parseCommand(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const { text: name } = cursor.next();
  switch (name) {
    case "frac":
    case "dfrac":
    case "tfrac":
    case "cfrac":
      return { kind: "divide", top: digitOrGroup(grammar), bottom: digitOrGroup(grammar) };
    case "binom":
    case "dbinom":
    case "tbinom":
      return {
        kind: "apply",
        name: "binomial",
        operands: [digitOrGroup(grammar), digitOrGroup(grammar)],
      };
    case "sqrt":
      return parseRoot(grammar);
    case "surd":
      return { kind: "apply", name: "sqrt", operands: [grammar.power()] };
    case "cuberoot":
      return parseCubeRoot(grammar);
    case "infty":
      return { kind: "constant", name: "infinity" };
    case "emptyset":
    case "varnothing":
      return { kind: "collection", open: "{", close: "}", items: [] };
    case "accent":
      return parseAccent(grammar);
    case "begin":
      return parseEnvironment(grammar);
    case "sum":
      return parseSeries(grammar, "sum");
    case "prod":
      return parseSeries(grammar, "product");
    case "int":
      return parseSeries(grammar, "integral");
    default: {
      const letter = name.startsWith("mathbb-") ? name.slice(7) : "";
      if (isNumberSet(letter)) return { kind: "number-set", name: numberSets[letter] };
      return cursor.fail(`expected a command that is known, not \\${name}`);
    }
  }
}

function isNumberSet(letter: string): letter is keyof typeof numberSets {
  return letter in numberSets;
}

/** A group, or one digit: `\frac12` is a half. */
function digitOrGroup(grammar: Grammar): Expression {
  const { cursor } = grammar;
  splitDigit(cursor);
  return grammar.argument();
}

function splitDigit(cursor: Cursor): void {
  const token = cursor.peek();
  if (token.kind !== "number" || token.text.length < 2 || token.text.includes(".")) return;
  cursor.split({ ...token, text: token.text.slice(0, 1) }, { ...token, text: token.text.slice(1) });
}

function parseRoot(grammar: Grammar): Expression {
  const { cursor } = grammar;
  if (!cursor.take("[")) {
    return { kind: "apply", name: "sqrt", operands: [grammar.argument()] };
  }
  const degree = grammar.sum();
  cursor.expect("]");
  return { kind: "apply", name: "root", operands: [degree, grammar.argument()] };
}

function parseCubeRoot(grammar: Grammar): Expression {
  const three: Expression = { kind: "number", value: { numerator: 3n, denominator: 1n } };
  return { kind: "apply", name: "root", operands: [three, grammar.power()] };
}

/** A bar over one letter is a conjugate; over several, it is the segment that they name. */
function parseAccent(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const operand = grammar.argument();
  if (operand.kind === "symbol") return { kind: "apply", name: "conj", operands: [operand] };
  if (operand.kind === "multiply" && operand.factors.every(({ kind }) => kind === "symbol")) {
    return operand;
  }
  return cursor.fail("expected letters under the bar");
}
