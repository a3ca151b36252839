import type { Budget } from "../number/budget.ts";
import type { Expression } from "../parse/expression.ts";
import type { Compare } from "./compare-answers.ts";
import { all, different, type Judgement } from "./judgement.ts";

type Matrix = Extract<Expression, { kind: "matrix" }>;

/**
 * A formula as a matrix: a matrix, a multiple of one, a sum, a list of rows, or a tuple beside a
 * matrix of one column or row.
 */
export function asMatrix(expression: Expression, beside: Expression): Matrix | undefined {
  switch (expression.kind) {
    case "matrix":
      return expression;
    case "negate": {
      const inner = asMatrix(expression.operand, beside);
      return inner && mapEntries(inner, (entry) => ({ kind: "negate", operand: entry }));
    }
    case "divide": {
      const top = asMatrix(expression.top, beside);
      return top && mapEntries(top, (entry) => ({ ...expression, top: entry }));
    }
    case "multiply": {
      const matrices = expression.factors.filter((factor) => factor.kind === "matrix");
      const [first, ...others] = matrices;
      let matrix: Matrix | undefined = first;
      for (const other of others) matrix = matrix && multiplyMatrices(matrix, other);
      if (matrix === undefined) return undefined;
      const scalars = expression.factors.filter(({ kind }) => kind !== "matrix");
      return mapEntries(matrix, (entry) => ({ kind: "multiply", factors: [...scalars, entry] }));
    }
    case "add":
      return addMatrices(expression.terms.map((term) => asMatrix(term, beside)));
    case "collection": {
      const rows = expression.items.map((item) => (item.kind === "collection" ? item.items : []));
      const isNested = expression.open === "[" && rows.every(({ length }) => length > 0);
      if (isNested && isRectangle(rows)) return { kind: "matrix", rows };
      return beside.kind === "matrix" ? asVector(expression.items, beside) : undefined;
    }
    default:
      return undefined;
  }
}

function isRectangle(rows: readonly (readonly Expression[])[]): boolean {
  return rows.every(({ length }) => length === rows[0]?.length);
}

function mapEntries(matrix: Matrix, change: (entry: Expression) => Expression): Matrix {
  return { kind: "matrix", rows: matrix.rows.map((row) => row.map(change)) };
}

function addMatrices(terms: readonly (Matrix | undefined)[]): Matrix | undefined {
  const matrices = terms.filter((term) => term !== undefined);
  const [first] = matrices;
  if (first === undefined || matrices.length !== terms.length) return undefined;
  const isFitting = matrices.every(
    ({ rows }) => rows.length === first.rows.length && rows[0]?.length === first.rows[0]?.length,
  );
  if (!isFitting) return undefined;
  return {
    kind: "matrix",
    rows: first.rows.map((row, y) =>
      row.map((entry, x): Expression => ({
        kind: "add",
        terms: matrices.map(({ rows }) => rows[y]?.[x] ?? entry),
      })),
    ),
  };
}

function multiplyMatrices(left: Matrix, right: Matrix): Matrix | undefined {
  const [inner, width] = [right.rows.length, right.rows[0]?.length ?? 0];
  if (left.rows[0]?.length !== inner || inner > 6 || width > 6 || left.rows.length > 6) {
    return undefined;
  }
  const columns = [...Array(width).keys()];
  return {
    kind: "matrix",
    rows: left.rows.map((row) =>
      columns.map((x): Expression => {
        const terms = row.map((entry, index): Expression => {
          const other = right.rows[index]?.[x] ?? entry;
          return { kind: "multiply", factors: [entry, other] };
        });
        return { kind: "add", terms };
      }),
    ),
  };
}

function asVector(items: readonly Expression[], { rows }: Matrix): Matrix | undefined {
  if (rows.length === items.length && rows.every(({ length }) => length === 1)) {
    return { kind: "matrix", rows: items.map((item) => [item]) };
  }
  return rows.length === 1 && rows[0]?.length === items.length
    ? { kind: "matrix", rows: [items] }
    : undefined;
}

export function compareMatrices(
  gold: Matrix,
  prediction: Matrix,
  budget: Budget,
  compare: Compare,
): Judgement {
  const isFitting =
    gold.rows.length === prediction.rows.length &&
    gold.rows[0]?.length === prediction.rows[0]?.length;
  if (!isFitting) return different("matrices of another size");
  const judgements = gold.rows.flatMap((row, y) =>
    row.map((entry, x) => () => compare(entry, prediction.rows[y]?.[x] ?? entry, budget)),
  );
  return all(
    judgements.values().map((judge) => judge()),
    "equal entries",
  );
}
