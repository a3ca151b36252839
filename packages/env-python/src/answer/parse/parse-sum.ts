import { integer } from "../number/rational.ts";
import { letterUnits } from "../units/parse-unit.ts";
import type { Cursor } from "./cursor.ts";
import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";

/** `a + b - c`, with a leading sign. */
export function parseSum(grammar: Grammar): Expression {
  const { cursor } = grammar;
  return cursor.nest(() => {
    const terms: Expression[] = [signed(grammar)];
    while (isSign(cursor)) terms.push(signed(grammar));
    const [only] = terms;
    return terms.length === 1 && only !== undefined ? only : { kind: "add", terms };
  });
}

function isSign(cursor: Cursor): boolean {
  return ["+", "-", "pm", "mp"].some((sign) => cursor.isAt(sign));
}

function signed(grammar: Grammar): Expression {
  const { cursor } = grammar;
  if (cursor.take("+")) return isSign(cursor) ? signed(grammar) : parseProduct(grammar);
  if (cursor.take("-")) {
    // `+-` typed for plus-minus is a sign each.
    const operand = isSign(cursor) ? cursor.nest(() => signed(grammar)) : parseProduct(grammar);
    return { kind: "negate", operand };
  }
  if (cursor.isAt("pm") || cursor.isAt("mp")) {
    const flipped = cursor.next().text === "mp";
    return { kind: "plus-minus", operand: parseProduct(grammar), flipped };
  }
  return parseProduct(grammar);
}

/** `a * b / c d`, from left to right. */
function parseProduct(grammar: Grammar): Expression {
  const { cursor } = grammar;
  let left = parseFactor(grammar);
  let factors: Expression[] = [left];
  const settle = (): Expression => {
    const [only] = factors;
    return factors.length === 1 && only !== undefined ? only : { kind: "multiply", factors };
  };
  for (;;) {
    if (cursor.take("*")) {
      factors.push(parseFactor(grammar));
    } else if (cursor.isAt("/") && !isUnitSlash(cursor)) {
      cursor.next();
      left = { kind: "divide", top: settle(), bottom: parseFactor(grammar) };
      factors = [left];
    } else if (startsFactor(cursor)) {
      const next = grammar.power();
      const last = factors.at(-1);
      const mixed = last === undefined ? undefined : mixedNumber(last, next);
      if (mixed === undefined) factors.push(next);
      else factors = [...factors.slice(0, -1), mixed];
    } else {
      return settle();
    }
  }
}

function parseFactor(grammar: Grammar): Expression {
  const { cursor } = grammar;
  if (cursor.take("-")) {
    return { kind: "negate", operand: cursor.nest(() => parseFactor(grammar)) };
  }
  if (cursor.take("+")) return cursor.nest(() => parseFactor(grammar));
  const plain = plainMixedNumber(grammar);
  return plain ?? grammar.power();
}

// `60 / h` has a unit below the line.
function isUnitSlash(cursor: Cursor): boolean {
  const { kind } = cursor.peek(1);
  return kind === "word" || kind === "text" || kind === "han";
}

/** Whether what comes next is multiplied although no sign says so. */
export function startsFactor(cursor: Cursor): boolean {
  const { kind, text, spaced } = cursor.peek();
  if (kind === "letter") {
    if (isUnionLetter(cursor)) return false;
    // `5 m`: a unit, when nothing follows.
    const isUnit = spaced && letterUnits.has(text) && isNumberBefore(cursor) && endsItem(cursor);
    return !isUnit;
  }
  if (kind === "number") return cursor.peek(-1).kind !== "number";
  if (kind === "function") return true;
  if (kind === "command") return !["end", "choose", "pmod", "bmod", "mod", "ldots"].includes(text);
  if (kind !== "operator") return false;
  if (text === "|") return cursor.bars === 0;
  return ["(", "{", "floor(", "ceil("].includes(text);
}

/** `(-oo, 1) U (2, oo)` */
export function isUnionLetter(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  const isBetween =
    [")", "]"].includes(cursor.peek(-1).text) && ["(", "[", "]"].includes(cursor.peek(1).text);
  return kind === "letter" && text.toUpperCase() === "U" && isBetween;
}

function isNumberBefore(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek(-1);
  return kind === "number" || text === "}" || text === ")";
}

function endsItem(cursor: Cursor): boolean {
  let ahead = 1;
  // A power and what a unit is divided by belong to the unit: `m/s^2`.
  while (cursor.isAt("^", ahead) || cursor.isAt("/", ahead)) {
    ahead += 1;
    while (["{", "}", "-"].some((one) => cursor.isAt(one, ahead))) ahead += 1;
    const { kind, text } = cursor.peek(ahead);
    if (kind !== "number" && !(kind === "letter" && letterUnits.has(text))) return false;
    ahead += 1;
    while (cursor.isAt("}", ahead)) ahead += 1;
  }
  const { kind, text } = cursor.peek(ahead);
  return kind === "end" || [",", ";", "."].includes(text);
}

/** `3\frac{1}{2}` is three and a half. */
function mixedNumber(left: Expression, right: Expression): Expression | undefined {
  const isWhole = left.kind === "number" && left.decimals === undefined;
  if (!isWhole || right.kind !== "divide") return undefined;
  const { top, bottom } = right;
  if (top.kind !== "number" || bottom.kind !== "number") return undefined;
  const isProper = top.value.numerator < bottom.value.numerator && top.value.numerator > 0n;
  return isProper ? { kind: "add", terms: [left, right] } : undefined;
}

/** `3 1/2` is three and a half, too. */
function plainMixedNumber({ cursor }: Grammar): Expression | undefined {
  const [whole, top, slash, bottom] = [0, 1, 2, 3].map((ahead) => cursor.peek(ahead));
  const areDigits = [whole, top, bottom].every(
    (token) => token?.kind === "number" && /^\d{1,6}$/.test(token.text),
  );
  if (!areDigits || top?.spaced !== true || slash?.text !== "/") return undefined;
  const [units, above, below] = [whole, top, bottom].map((token) => BigInt(token?.text ?? ""));
  if (units === undefined || above === undefined || below === undefined) return undefined;
  if (above >= below || above === 0n) return undefined;
  for (let count = 0; count < 4; count += 1) cursor.next();
  const number = (value: bigint): Expression => ({ kind: "number", value: integer(value) });
  return {
    kind: "add",
    terms: [number(units), { kind: "divide", top: number(above), bottom: number(below) }],
  };
}
