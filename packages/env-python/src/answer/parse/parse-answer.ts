import { type Budget, OverBudget } from "../number/budget.ts";
import { isConnective } from "./connectives.ts";
import { Cursor, ParseFailure } from "./cursor.ts";
import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";
import { parseItem } from "./parse-item.ts";
import { parsePower } from "./parse-power.ts";
import { parsePrimary } from "./parse-primary.ts";
import { parseSum, startsFactor } from "./parse-sum.ts";
import type { CommaReading } from "./token.ts";
import { tokenize } from "./tokenize.ts";

/** The longest formula that is read; a longer one is a text. */
const maximumLength = 4_000;

/**
 * What an answer says, read as a formula or a list of formulas; `undefined` when it is none that
 * this grammar knows.
 *
 * @throws OverBudget when it is too long or too deep to be read.
 */
export function parseAnswer(
  text: string,
  comma: CommaReading,
  budget: Budget,
): Expression | undefined {
  if (text.length > maximumLength) throw new OverBudget("a formula too long");
  budget.spend(text.length);
  try {
    const cursor = new Cursor(tokenize(text, comma), budget);
    const items = listOf(cursor);
    if (!cursor.isAtEnd()) return undefined;
    const [only] = items;
    if (items.length === 1 && only !== undefined) return only;
    return items.length === 0 ? undefined : { kind: "collection", open: "", close: "", items };
  } catch (error) {
    if (error instanceof ParseFailure) return undefined;
    throw error;
  }
}

function listOf(cursor: Cursor): readonly Expression[] {
  const grammar: Grammar = {
    cursor,
    list: () => parseList(grammar),
    item: () => parseItem(grammar),
    sum: () => parseSum(grammar),
    power: () => parsePower(grammar),
    juxtaposed: () => parseJuxtaposed(grammar),
    argument: () => parseArgument(grammar),
  };
  const items = parseList(grammar);
  while (cursor.take(".")) continue;
  return items;
}

function parseList(grammar: Grammar): readonly Expression[] {
  const { cursor } = grammar;
  const items: Expression[] = [];
  for (;;) {
    items.push(grammar.item());
    let separated = false;
    while (cursor.isAt(",") || cursor.isAt(";") || isConnective(cursor)) {
      cursor.next();
      separated = true;
    }
    // `[1, 2,]` and a comma at the very end add nothing.
    if (!separated || cursor.isAtEnd()) return items;
    if ([")", "]", "}", "set}"].some((close) => cursor.isAt(close))) return items;
  }
}

/** `2x` of `\sin 2x \cos y`: factors up to the next function. */
function parseJuxtaposed(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const factors: Expression[] = [];
  const takesSign = cursor.isAt("-") && cursor.next();
  if (cursor.peek().kind === "function") factors.push(parsePower(grammar));
  else {
    factors.push(parsePower(grammar));
    while (startsFactor(cursor) && cursor.peek().kind !== "function") {
      factors.push(parsePower(grammar));
    }
  }
  const product: Expression = { kind: "multiply", factors };
  return takesSign === false ? product : { kind: "negate", operand: product };
}

function parseArgument(grammar: Grammar): Expression {
  const { cursor } = grammar;
  return cursor.nest(() => {
    if (!cursor.isAt("{")) return parsePrimary(grammar);
    const { bars } = cursor;
    cursor.next();
    cursor.bars = 0;
    const items = cursor.isAt("}") ? [] : grammar.list();
    cursor.bars = bars;
    cursor.expect("}");
    const [only] = items;
    if (only !== undefined && items.length === 1) return only;
    return { kind: "collection", open: "{", close: "}", items };
  });
}
