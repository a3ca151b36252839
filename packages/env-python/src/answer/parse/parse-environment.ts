import type { Expression } from "./expression.ts";
import type { Grammar } from "./grammar.ts";

const matrices = new Set(["matrix", "pmatrix", "bmatrix", "Bmatrix", "smallmatrix", "array"]);

/** `\begin{pmatrix} … \end{pmatrix}` and its kin; `cases` and `aligned` are lists of their rows. */
export function parseEnvironment(grammar: Grammar): Expression {
  const { cursor } = grammar;
  const name = environmentName(grammar);
  // The columns of an array say nothing about its content.
  if (name === "array" && cursor.isAt("{")) {
    while (!cursor.isAtEnd() && !cursor.take("}")) cursor.next();
  }
  const { bars } = cursor;
  cursor.bars = 0;
  const rows: Expression[][] = [];
  let row: Expression[] = [];
  const isEnd = (): boolean => cursor.peek().kind === "command" && cursor.peek().text === "end";
  while (!isEnd()) {
    if (cursor.isAtEnd()) cursor.fail(`expected the end of ${name}`);
    if (cursor.take("row")) {
      if (row.length > 0) rows.push(row);
      row = [];
    } else if (!cursor.take("&") && !cursor.take(",") && !cursor.take(".")) {
      row.push(grammar.item());
    }
  }
  if (row.length > 0) rows.push(row);
  cursor.bars = bars;
  cursor.next();
  environmentName(grammar);
  if (matrices.has(name) || name === "vmatrix" || name === "Vmatrix") {
    if (rows.some(({ length }) => length !== rows[0]?.length)) {
      cursor.fail("expected rows of equal length");
    }
    const matrix: Expression = { kind: "matrix", rows };
    return name === "vmatrix" ? { kind: "apply", name: "det", operands: [matrix] } : matrix;
  }
  return { kind: "collection", open: "", close: "", items: rows.flat() };
}

function environmentName({ cursor }: Grammar): string {
  cursor.expect("{");
  let name = "";
  while (!cursor.isAtEnd() && !cursor.isAt("}")) name += cursor.next().text;
  cursor.expect("}");
  return name.replace("*", "");
}
