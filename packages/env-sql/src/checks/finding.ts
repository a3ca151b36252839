import type { Json } from "@agent-gym/core";

import type { SqlRow } from "../database/sql-value.ts";

/** What became of one check. */
export interface Finding {
  readonly passed: boolean;
  /** For a person: what was expected, and what was found. */
  readonly expected: Json;
  readonly found: Json;
}

/** The first few rows, so that a verdict stays readable. */
export function fewRows(rows: readonly SqlRow[]): Json {
  const shown = rows.slice(0, 5).map((row) =>
    row.map((value) => {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      return text.length > 200 ? `${text.slice(0, 200)}…` : value;
    }),
  ) as unknown as readonly Json[];
  return rows.length > 5 ? [...shown, `… and ${rows.length - 5} more rows`] : shown;
}
