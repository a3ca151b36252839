import type { DatabaseContent, Relation } from "../database/relation.ts";
import type { SqlRow, SqlValue } from "../database/sql-value.ts";
import { valueKey } from "./compare-values.ts";

/** A table or view by its name, which has no case in SQL. */
export function findRelation({ relations }: DatabaseContent, name: string): Relation | undefined {
  return relations.find((relation) => sameName(relation.name, name));
}

/** Whether two names are one in SQL. */
export function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The place of a column; -1 when there is none of that name. */
export function columnIndex({ columns }: Relation, name: string): number {
  return columns.findIndex((column) => sameName(column.name, name));
}

/** Says of each row whether it has these values. A column that is not there has none. */
export function rowMatcher(
  relation: Relation,
  where: Readonly<Record<string, SqlValue>>,
): (row: SqlRow) => boolean {
  const wanted = Object.entries(where).map(
    ([column, value]) => [columnIndex(relation, column), valueKey(value)] as const,
  );
  return (row) =>
    wanted.every(([index, key]) => {
      const value = row[index];
      return value !== undefined && valueKey(value) === key;
    });
}
