import type { JsonObject } from "@agent-gym/core";

/** A task's fields by the columns that they come from. */
export type FieldNames = Readonly<Record<string, string>>;

/** A row whose columns are called as the task's fields: a column that was renamed loses its old name. */
export function renameFields(row: JsonObject, fields: FieldNames): JsonObject {
  const renamed = Object.entries(fields).filter(([, column]) => Object.hasOwn(row, column));
  if (renamed.length === 0) return row;
  const gone = new Set(renamed.flat());
  return Object.fromEntries([
    ...Object.entries(row).filter(([name]) => !gone.has(name)),
    ...renamed.map(([field, column]) => [field, row[column] ?? null] as const),
  ]);
}
