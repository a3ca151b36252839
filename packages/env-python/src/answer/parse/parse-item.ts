import type { Cursor } from "./cursor.ts";
import type { Expression, RelationOperator } from "./expression.ts";
import type { Grammar } from "./grammar.ts";
import { parseQuantity } from "./parse-quantity.ts";
import { isUnionLetter } from "./parse-sum.ts";

const relationOperators: ReadonlySet<string> = new Set<RelationOperator>([
  "=",
  "<",
  ">",
  "<=",
  ">=",
  "!=",
  "~",
  "in",
  "not-in",
]);
const setOperations = ["union", "intersection", "difference"] as const;

/** A relation such as `1 < x \le 5`, or what stands at one side of one. */
export function parseItem(grammar: Grammar): Expression {
  const { cursor } = grammar;
  return cursor.nest(() => {
    // `= 5` and `≈ 3.14` say the same as the number alone.
    if (cursor.isAt("=") || cursor.isAt("~")) cursor.next();
    const operands: Expression[] = [parseRatio(grammar)];
    const operators: RelationOperator[] = [];
    for (;;) {
      const operator = relationOperator(cursor);
      if (operator === undefined) break;
      cursor.next();
      operators.push(operator);
      operands.push(parseRatio(grammar));
    }
    const [only] = operands;
    if (operators.length === 0 && only !== undefined) return only;
    return { kind: "relation", operators, operands };
  });
}

function relationOperator(cursor: Cursor): RelationOperator | undefined {
  const { kind, text } = cursor.peek();
  if (kind === "operator" && relationOperators.has(text)) return text as RelationOperator;
  return kind === "word" && text === "in" ? "in" : undefined;
}

/** `2 : 3`; the time `12:30` looks the same. */
function parseRatio(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const start = cursor.position;
  const first = parseOperand(grammar);
  const parts = [first];
  // In a set, the colon may stand for "such that".
  while (cursor.isAt(":") && cursor.bars === 0) {
    cursor.next();
    parts.push(parseOperand(grammar));
  }
  if (parts.length === 1) return first;
  return { kind: "ratio", parts, written: cursor.textSince(start) };
}

function parseOperand(grammar: Grammar): Expression {
  const { cursor } = grammar;
  let left = parseQuantity(grammar);
  for (;;) {
    const operator = setOperations.find((one) => cursor.isAt(one));
    const isUnion = isUnionLetter(cursor) || isUnionWord(cursor);
    if (operator === undefined && !isUnion) return left;
    cursor.next();
    const right = parseQuantity(grammar);
    left = { kind: "set-operation", operator: operator ?? "union", left, right };
  }
}

function isUnionWord(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  return kind === "word" && text.toLowerCase() === "union";
}
