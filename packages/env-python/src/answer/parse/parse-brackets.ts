import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";

/** Whatever a bracket, a brace or a bar opens. */
export function parseBracket(grammar: Grammar): Expression {
  const { cursor } = grammar;
  switch (cursor.peek().text) {
    case "(":
    case "[":
      return parseTuple(grammar);
    case "]":
      return parseReversedInterval(grammar);
    case "{":
      return parseGroup(grammar);
    case "set{":
      return parseSet(grammar);
    case "|":
      return parseBars(grammar);
    case "floor(":
      return parseRounded(grammar, "floor", "floor)");
    case "ceil(":
      return parseRounded(grammar, "ceil", "ceil)");
    case "?":
      return parseUnknown(grammar);
    default:
      return cursor.fail("expected a number or a symbol");
  }
}

function inBrackets<T>(grammar: Grammar, parse: () => T): T {
  const { cursor } = grammar;
  const { bars } = cursor;
  cursor.bars = 0;
  try {
    return parse();
  } finally {
    cursor.bars = bars;
  }
}

/** `(a)`, `(a, b)`, `[a, b)`, `[1, 2, 3]` */
function parseTuple(grammar: Grammar): Expression {
  const { cursor } = grammar;
  return inBrackets(grammar, () => {
    const open = cursor.next().text === "(" ? "(" : "[";
    if (cursor.take(open === "(" ? ")" : "]")) {
      return { kind: "collection", open, close: open === "(" ? ")" : "]", items: [] };
    }
    const items = grammar.list();
    const [only] = items;
    if (cursor.take(")")) {
      if (open === "(" && items.length === 1 && only !== undefined) return only;
      return { kind: "collection", open, close: ")", items };
    }
    if (cursor.take("]")) return { kind: "collection", open, close: "]", items };
    // `[0, 1[` leaves its end out.
    if (items.length === 2 && cursor.take("[")) {
      return { kind: "collection", open, close: ")", items };
    }
    return cursor.fail("expected a closing bracket");
  });
}

/** `]0, 1[` leaves both ends out, `]0, 1]` the first. */
function parseReversedInterval(grammar: Grammar): Expression {
  const { cursor } = grammar;
  return inBrackets(grammar, () => {
    cursor.expect("]");
    const items = grammar.list();
    if (items.length !== 2) cursor.fail("expected the two ends of an interval");
    if (cursor.take("[") || cursor.take(")")) {
      return { kind: "collection", open: "(", close: ")", items };
    }
    cursor.expect("]");
    return { kind: "collection", open: "(", close: "]", items };
  });
}

/** `{…}`: a group of LaTeX, or what a program prints for a set: a list that any order may have. */
function parseGroup(grammar: Grammar): Expression {
  const { cursor } = grammar;
  return inBrackets(grammar, () => {
    cursor.expect("{");
    if (cursor.take("}")) return { kind: "collection", open: "{", close: "}", items: [] };
    const items = grammar.list();
    const [only] = items;
    if (only !== undefined && items.length === 1) {
      if (cursor.take("}")) return only;
      const { kind, text } = cursor.peek();
      if (kind === "command" && text === "choose") {
        cursor.next();
        const below = grammar.sum();
        cursor.expect("}");
        return { kind: "apply", name: "binomial", operands: [only, below] };
      }
      if (cursor.isAt("|") || cursor.isAt(":")) return parseConditions(grammar, only, "}");
    }
    cursor.expect("}");
    return { kind: "collection", open: "", close: "", items };
  });
}

/** `\{1, 2\}`, `\{x \mid x > 3\}` */
function parseSet(grammar: Grammar): Expression {
  const { cursor } = grammar;
  return inBrackets(grammar, () => {
    cursor.expect("set{");
    if (cursor.take("set}")) return { kind: "collection", open: "{", close: "}", items: [] };
    // The first bar ends the first item.
    cursor.bars = 1;
    const items = grammar.list();
    cursor.bars = 0;
    const [only] = items;
    const isBuilder = cursor.isAt("|") || cursor.isAt(":");
    if (only !== undefined && items.length === 1 && isBuilder) {
      return parseConditions(grammar, only, "set}");
    }
    cursor.expect("set}");
    return { kind: "collection", open: "{", close: "}", items };
  });
}

function parseConditions(grammar: Grammar, member: Expression, close: string): Expression {
  const { cursor } = grammar;
  cursor.next();
  const conditions = grammar.list();
  cursor.expect(close);
  return { kind: "set-builder", member, conditions };
}

/** `|x|` */
function parseBars(grammar: Grammar): Expression {
  const { cursor } = grammar;
  cursor.expect("|");
  cursor.bars += 1;
  const operand = grammar.sum();
  cursor.bars -= 1;
  cursor.expect("|");
  return { kind: "apply", name: "abs", operands: [operand] };
}

function parseRounded(grammar: Grammar, name: string, close: string): Expression {
  const { cursor } = grammar;
  return inBrackets(grammar, () => {
    cursor.next();
    const operand = grammar.sum();
    cursor.expect(close);
    return { kind: "apply", name, operands: [operand] };
  });
}

/** A lone `?` stands for what is asked, as in `? = 5`. */
function parseUnknown({ cursor }: Grammar): Expression {
  cursor.expect("?");
  if (!cursor.isAt("=")) cursor.fail("expected an equals sign");
  return { kind: "text", text: "?" };
}
