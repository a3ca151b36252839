import type { SqlValue } from "./sql-value.ts";

/** A value as a text: one that is a text already as it is, any other as JSON. */
export function valueText(value: SqlValue | undefined): string {
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
