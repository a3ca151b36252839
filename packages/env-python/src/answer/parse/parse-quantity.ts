import { multiplyRationals } from "../number/rational.ts";
import { invertRational, one } from "../number/rational.ts";
import { letterUnits, parseUnit, type Unit } from "../units/parse-unit.ts";
import { isConnective } from "./connectives.ts";
import type { Cursor } from "./cursor.ts";
import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";

const currencies: Readonly<Record<string, string>> = {
  $: "$",
  "€": "€",
  "£": "£",
  "¥": "yuan",
  US: "",
  USD: "$",
  RMB: "yuan",
  CNY: "yuan",
  Rs: "rupee",
};
const multipliers: Readonly<Record<string, bigint>> = {
  百: 100n,
  千: 1_000n,
  万: 10_000n,
  亿: 100_000_000n,
  万亿: 1_000_000_000_000n,
};
const wordMultipliers: Readonly<Record<string, bigint>> = {
  dozen: 12n,
  hundred: 100n,
  thousand: 1_000n,
  million: 1_000_000n,
  billion: 1_000_000_000n,
  trillion: 1_000_000_000_000n,
};

/** A formula and its unit, before it or behind it: `5 cm`, `$3`, `2小时30分`, `3.5万元`. */
export function parseQuantity(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const currency = parseCurrency(cursor);
  let value = parseMultiplier(cursor, grammar.sum());
  if (currency !== undefined) {
    const unit = parseUnit(currency, cursor.budget);
    return unit === undefined ? value : { kind: "quantity", value, unit };
  }
  const trailing = parseTrailingUnit(cursor, value);
  if (trailing === undefined) return value;
  // `2 hours 30 minutes`
  while (cursor.peek().kind === "number") {
    const more = parseMultiplier(cursor, grammar.power());
    const smaller = parseTrailingUnit(cursor, more, true);
    const factor =
      smaller === undefined ? undefined : conversion(smaller.unit, trailing.unit, cursor);
    if (factor === undefined) return cursor.fail("expected a smaller unit of the same kind");
    value = { kind: "add", terms: [value, { kind: "multiply", factors: [more, factor] }] };
  }
  return { kind: "quantity", value, ...trailing };
}

interface TrailingUnit {
  readonly unit: Unit;
  readonly letters?: string;
}

function conversion(from: Unit, to: Unit, { budget }: Cursor): Expression | undefined {
  if (from.kind !== "measure" || to.kind !== "measure" || from.dimension !== to.dimension) {
    return undefined;
  }
  const factor = multiplyRationals(from.factor, invertRational(to.factor) ?? one, budget);
  return { kind: "number", value: factor };
}

function parseCurrency(cursor: Cursor): string | undefined {
  const { text } = cursor.peek();
  const currency = currencies[text];
  if (currency === undefined) return undefined;
  const next = cursor.peek(1);
  if (currency === "" && next.text !== "$") return undefined;
  if (currency !== "" && next.kind !== "number" && next.text !== "-" && next.text !== ".") {
    if (next.kind !== "command" && next.text !== "{") return undefined;
  }
  cursor.next();
  if (currency === "") cursor.next();
  return currency === "" ? "$" : currency;
}

function parseMultiplier(cursor: Cursor, value: Expression): Expression {
  const { kind, text } = cursor.peek();
  const isWord = kind === "word" || kind === "text";
  const multiplier =
    kind === "han"
      ? multipliers[text]
      : isWord
        ? wordMultipliers[text.trim().toLowerCase()]
        : undefined;
  if (multiplier === undefined) return value;
  cursor.next();
  const factor: Expression = {
    kind: "number",
    value: { numerator: multiplier, denominator: 1n },
  };
  return { kind: "multiply", factors: [value, factor] };
}

/** Takes the words behind a number, if all of them up to the end of the item are a unit. */
function parseTrailingUnit(
  cursor: Cursor,
  value: Expression,
  isCompound: boolean = false,
): TrailingUnit | undefined {
  if (value.kind === "text" || !startsUnit(cursor)) return undefined;
  let words = "";
  while (isUnitPart(cursor, words)) {
    const { text, spaced } = cursor.next();
    words += spaced && words !== "" ? ` ${text}` : text;
    if (words.length > 80) cursor.fail("expected a unit and not a sentence");
  }
  // 分 is a hundredth of a yuan, and a minute beside hours or seconds.
  const isMinute = words === "分" && (isCompound || cursor.peek().kind === "number");
  const unit =
    parseUnit(isMinute ? "分钟" : words, cursor.budget) ?? cursor.fail("expected a unit");
  return /^[a-zA-Z]{1,2}$/.test(words) ? { unit, letters: words } : { unit };
}

function startsUnit(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  if (isConnective(cursor)) return false;
  if (kind === "word" || kind === "text" || kind === "han") return text !== "in" || isLast(cursor);
  if (kind === "letter") return letterUnits.has(text);
  if (kind === "operator" && text === "^") return true;
  if (kind !== "operator") return false;
  if (text === "/") return ["word", "text", "han"].includes(cursor.peek(1).kind);
  return ["°", "$", "€", "£", "¥", "-"].includes(text);
}

// `5 in` is a length, `5 in S` is a relation.
function isLast(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek(1);
  return kind === "end" || [",", ";", "^", "."].includes(text);
}

function isUnitPart(cursor: Cursor, before: string): boolean {
  const { kind, text } = cursor.peek();
  if (isConnective(cursor)) return false;
  if (["word", "text", "han", "letter"].includes(kind)) return true;
  if (kind === "function") return text === "min" || text === "sec";
  if (kind === "number") return /[\^{-]$/.test(before);
  if (kind === "command") return text === "circ";
  return (
    kind === "operator" && ["^", "{", "}", "/", "*", "-", "°", "$", "€", "£", "¥"].includes(text)
  );
}
