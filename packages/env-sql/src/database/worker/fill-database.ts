import { quoteName } from "../quote-name.ts";
import type { Relation } from "../relation.ts";
import type { SqlValue } from "../sql-value.ts";
import { runStatements } from "./run-statements.ts";
import type { WorkerDatabase } from "./worker-database.ts";

/**
 * Makes plain tables of what was recorded: the columns with the affinity of their types, the rows, and
 * nothing that could run code. A relation with a problem is left out.
 *
 * @throws Error when one can't be made.
 */
export function fillDatabase(database: WorkerDatabase, relations: readonly Relation[]): void {
  const settings = {
    milliseconds: 10_000,
    rows: 0,
    bytes: 0,
    characters: 0,
    form: "values",
  } as const;
  const run = (sql: string): void => {
    const { error } = runStatements(database, sql, settings);
    if (error !== undefined) throw new Error(error.message);
  };
  run("BEGIN");
  for (const { name, columns, rows, problem } of relations) {
    if (problem !== undefined) continue;
    const table = quoteName(name);
    const defined = columns.map((column) => `${quoteName(column.name)} ${affinity(column.type)}`);
    run(`CREATE TABLE ${table} (${defined.join(", ")})`);
    // One row each: SQL may only be so long, and a compound select only so wide.
    for (const row of rows) run(`INSERT INTO ${table} VALUES (${row.map(literal).join(", ")})`);
  }
  run("COMMIT");
}

/** By the rules of https://sqlite.org/datatype3.html#determination_of_column_affinity. */
function affinity(type: string): string {
  if (/int/iu.test(type)) return "INTEGER";
  if (/char|clob|text/iu.test(type)) return "TEXT";
  if (type === "" || /blob|any/iu.test(type)) return "BLOB";
  return /real|floa|doub/iu.test(type) ? "REAL" : "NUMERIC";
}

function literal(value: SqlValue): string {
  if (value === null) return "NULL";
  if (typeof value === "number") return numberLiteral(value);
  if (typeof value === "string") {
    // SQL text ends at a NUL.
    return value.includes("\0")
      ? `CAST(x'${Buffer.from(value).toString("hex")}' AS TEXT)`
      : `'${value.replaceAll("'", "''")}'`;
  }
  if ("integer" in value) return value.integer;
  if ("real" in value) return value.real === "Infinity" ? "9e999" : "-9e999";
  return `x'${value.blob}'`;
}

function numberLiteral(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : value.toExponential();
}
