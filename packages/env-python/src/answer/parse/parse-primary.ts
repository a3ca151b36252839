import { parseDecimal, rational, type Rational } from "../number/rational.ts";
import type { Cursor } from "./cursor.ts";
import type { Expression, NumberExpression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";
import { parseBracket } from "./parse-brackets.ts";
import { parseCommand } from "./parse-command.ts";
import { parseFunction } from "./parse-function.ts";

/** A number, a symbol, a function, something in brackets, a LaTeX command. */
export function parsePrimary(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const { kind, text } = cursor.peek();
  switch (kind) {
    case "number":
      return parseNumber(grammar);
    case "letter":
      return parseSymbol(grammar);
    case "function":
      return cursor.nest(() => parseFunction(grammar));
    case "command":
      return cursor.nest(() => parseCommand(grammar));
    case "text":
      return { kind: "text", text: cursor.next().text };
    case "word":
    case "han":
      return parseLabel(cursor);
    case "operator":
      return cursor.nest(() => parseBracket(grammar));
    default:
      return cursor.fail(`expected a number or a symbol and not "${text}"`);
  }
}

function parseNumber(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const { text } = cursor.next();
  const repeating = text.includes(".") ? parseRepeating(cursor, text) : undefined;
  if (repeating !== undefined) return { kind: "number", value: repeating };
  if (cursor.isAt("_")) return parseBase(grammar, text);
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const point = mantissa.indexOf(".");
  const decimals = point < 0 ? 0 : mantissa.length - point - 1;
  const value = parseDecimal(text, cursor.budget);
  // `1.50e3` is known to the tens; `2e3` is taken as exact.
  return point < 0
    ? { kind: "number", value }
    : { kind: "number", value, decimals: decimals - Number(exponent) };
}

/** `0.1\overline{6}`, `0.\dot{3}`, `0.(3)` */
function parseRepeating(cursor: Cursor, text: string): Rational | undefined {
  const { kind, text: mark, spaced } = cursor.peek();
  const isAccent = kind === "command" && mark === "accent";
  const isBracket = cursor.isAt("(") && !spaced;
  const digits = cursor.peek(isAccent ? 2 : 1);
  const isClosed = isAccent
    ? cursor.isAt("{", 1) && cursor.isAt("}", 3)
    : isBracket && cursor.isAt(")", 2);
  if (!isClosed || digits.kind !== "number" || !/^\d{1,30}$/.test(digits.text)) return undefined;
  for (let count = isAccent ? 4 : 3; count > 0; count -= 1) cursor.next();
  const [whole = "0", fixed = ""] = text.split(".");
  const all = BigInt(`${whole}${fixed}${digits.text}`) - BigInt(`${whole}${fixed}`);
  const nines = 10n ** BigInt(digits.text.length) - 1n;
  return rational(all, nines * 10n ** BigInt(fixed.length), cursor.budget);
}

/** `1201_3` and `1201_{\text{three}}` */
function parseBase(grammar: Grammar, digits: string): Expression {
  const { cursor } = grammar;
  cursor.expect("_");
  const written = grammar.argument();
  const base =
    written.kind === "number"
      ? Number(written.value.numerator)
      : written.kind === "text"
        ? ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"].indexOf(
            written.text.toLowerCase(),
          ) + 2
        : 0;
  const fits = base >= 2 && base <= 36 && /^\d{1,200}$/.test(digits);
  if (!fits || Array.from(digits).some((digit) => Number(digit) >= base)) {
    cursor.fail("expected digits of that base");
  }
  const value = Array.from(digits).reduce(
    (sum, digit) => sum * BigInt(base) + BigInt(Number(digit)),
    0n,
  );
  const number: NumberExpression = {
    kind: "number",
    value: { numerator: value, denominator: 1n },
    base: { digits, base },
  };
  return number;
}

function parseSymbol(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const { text: name } = cursor.next();
  if (name === "pi" && !cursor.isAt("_")) return { kind: "constant", name: "pi" };
  if (name === "e" && !cursor.isAt("_")) return { kind: "constant", name: "e" };
  if ((name === "C" || name === "A") && startsCombination(cursor)) {
    return parseCombination(grammar, name);
  }
  if (!cursor.take("_")) return { kind: "symbol", name };
  const index = grammar.argument();
  const label = plainLabel(index);
  return label === undefined
    ? { kind: "symbol", name, index }
    : { kind: "symbol", name: `${name}_${label}` };
}

// `C(10, 3)`, `C_{10}^3`; `A(1, 2)` is a point.
function startsCombination(cursor: Cursor): boolean {
  const isCall = cursor.isAt("(") && cursor.isAt(",", 2) && cursor.isAt(")", 4);
  if (isCall) return cursor.peek(-1).text === "C";
  if (!cursor.isAt("_")) return false;
  let ahead = 1;
  if (cursor.isAt("{", ahead)) {
    while (ahead < 8 && !cursor.isAt("}", ahead)) ahead += 1;
  }
  return cursor.isAt("^", ahead + 1);
}

/** Ways to choose (`C`), or to choose and arrange (`A`), as Chinese textbooks write them. */
function parseCombination(grammar: Grammar, name: "A" | "C"): Expression {
  const { cursor } = grammar;
  let operands: readonly Expression[];
  if (cursor.take("(")) {
    operands = grammar.list();
    cursor.expect(")");
  } else {
    cursor.expect("_");
    const from = grammar.argument();
    cursor.expect("^");
    operands = [from, grammar.argument()];
  }
  const binomial: Expression = { kind: "apply", name: "binomial", operands };
  if (name === "C") return binomial;
  const orders: Expression = { kind: "apply", name: "factorial", operands: operands.slice(1) };
  return { kind: "multiply", factors: [binomial, orders] };
}

/** A subscript that only tells symbols apart, and counts nothing. */
function plainLabel(index: Expression): string | undefined {
  if (index.kind === "text") return index.text;
  if (index.kind === "number" && index.value.denominator === 1n) return `${index.value.numerator}`;
  return undefined;
}

/** Words before `=`: `Area = 5`. */
function parseLabel(cursor: Cursor): Expression {
  const words: string[] = [];
  while (["word", "han", "letter", "text"].includes(cursor.peek().kind)) {
    words.push(cursor.next().text);
  }
  if (!cursor.isAt("=")) cursor.fail("expected a formula");
  return { kind: "text", text: words.join(" ") };
}
