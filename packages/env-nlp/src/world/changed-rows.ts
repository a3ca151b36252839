import { canonicalJson } from "@agent-gym/core";

import type { Row } from "./table.ts";

/** A row that was added (`before` is absent), removed (`after` is), or changed. */
export interface ChangedRow {
  readonly before?: Row;
  readonly after?: Row;
}

/** How a table's rows differ between two states. The order of rows is no difference. */
export function changedRows(before: readonly Row[], after: readonly Row[]): readonly ChangedRow[] {
  const old = new Map(before.map((row) => [row.id, row]));
  const kept = new Set(after.map(({ id }) => id));
  const changed = after.flatMap((row): ChangedRow[] => {
    const was = old.get(row.id);
    if (was === undefined) return [{ after: row }];
    return canonicalJson(was) === canonicalJson(row) ? [] : [{ before: was, after: row }];
  });
  return [...changed, ...before.filter(({ id }) => !kept.has(id)).map((row) => ({ before: row }))];
}
