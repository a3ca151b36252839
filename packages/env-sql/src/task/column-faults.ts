import type { Check } from "../checks/check.ts";
import { columnIndex, findRelation } from "../checks/find-relation.ts";
import type { DatabaseContent } from "../database/relation.ts";

/** Columns that a check names and that its table does not have, one line each. A table may be new. */
export function columnFaults(
  check: Check,
  place: string,
  before: DatabaseContent,
): readonly string[] {
  const missing = (table: string, columns: readonly string[], where: string): readonly string[] => {
    const relation = findRelation(before, table);
    if (relation === undefined) return [];
    return columns
      .filter((column) => columnIndex(relation, column) < 0)
      .map((column) => `${where}: ${relation.name} has no column ${column}`);
  };
  if (check.kind === "rows") {
    return missing(check.table, Object.keys(check.where), `${place}.where`);
  }
  if (check.kind !== "unchanged") return [];
  return check.except.flatMap(({ table, where = {}, columns = [] }, index) =>
    missing(table, [...Object.keys(where), ...columns], `${place}.except.${index}`),
  );
}
