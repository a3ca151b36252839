import { databaseLimits } from "../database/database-limits.ts";
import type { DatabaseContent } from "../database/relation.ts";
import { type RunOptions, SqlDatabase, ThreadEndedError } from "../database/sql-database.ts";
import type { SqlRow } from "../database/sql-value.ts";
import type { RunResult } from "../database/worker/protocol.ts";
import type { Check } from "./check.ts";

/** What the query of a check gave, or why it gave nothing. */
export type QueryResult =
  | { readonly rows: readonly SqlRow[] }
  | { readonly rows?: undefined; readonly problem: string };

/** By the place of the check in its task. */
export type QueryResults = ReadonlyMap<number, QueryResult>;

/** How the query of a check is run. */
export const queryRun: Omit<RunOptions, "signal"> = {
  milliseconds: 5000,
  rows: databaseLimits.countedRows,
  bytes: databaseLimits.valueBytes,
  characters: databaseLimits.contentCharacters,
  form: "values",
};

/** The result of a check's query: it must be one statement that gives rows. */
export function queryResult({ statements, error }: RunResult): QueryResult {
  const [only, ...others] = statements;
  if (error !== undefined) return { problem: error.message };
  if (only?.columns === undefined || others.length > 0) return { problem: "it is not one query" };
  return only.rows.length === only.rowCount
    ? { rows: only.rows }
    : { problem: "its result is too large" };
}

/** Runs the queries of checks on what was recorded, in a thread that ends with it. */
export async function queryResults(
  checks: readonly Check[],
  { relations }: DatabaseContent,
  signal: AbortSignal,
): Promise<QueryResults> {
  const results = new Map<number, QueryResult>();
  await using database = new SqlDatabase(relations);
  for (const [index, check] of checks.entries()) {
    if (check.kind !== "query") continue;
    try {
      results.set(index, queryResult(await database.run(check.sql, { ...queryRun, signal })));
    } catch (error) {
      if (!(error instanceof ThreadEndedError)) throw error;
      results.set(index, { problem: error.message });
    }
  }
  return results;
}
