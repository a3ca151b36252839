import type { SqlRow, SqlValue } from "../database/sql-value.ts";

/**
 * A value so that equal ones are equal as text. Fractions are compared by their first ten digits, for
 * a sum depends on the order in which it is made; whole numbers by all of them.
 */
export function valueKey(value: SqlValue): string {
  if (typeof value !== "number") return JSON.stringify(value);
  const whole = Number.isInteger(value) ? value : Number(value.toPrecision(10));
  return String(whole === 0 ? 0 : whole);
}

export function rowKey(row: SqlRow): string {
  return `[${row.map(valueKey).join(",")}]`;
}

/**
 * The rows of which one side has more than the other, as often as it has more. They are compared to
 * the last digit: what nobody touched is not computed anew.
 */
export function rowDifference(
  before: readonly SqlRow[],
  after: readonly SqlRow[],
): { readonly missing: readonly SqlRow[]; readonly added: readonly SqlRow[] } {
  return { missing: surplus(before, after), added: surplus(after, before) };
}

function surplus(some: readonly SqlRow[], others: readonly SqlRow[]): readonly SqlRow[] {
  const left = new Map<string, number>();
  for (const row of others) {
    const key = JSON.stringify(row);
    left.set(key, (left.get(key) ?? 0) + 1);
  }
  return some.filter((row) => {
    const key = JSON.stringify(row);
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    return count === 0;
  });
}
