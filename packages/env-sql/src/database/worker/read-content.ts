import { databaseLimits } from "../database-limits.ts";
import { quoteName } from "../quote-name.ts";
import type { DatabaseContent, Relation } from "../relation.ts";
import type { SqlRow } from "../sql-value.ts";
import { valueText } from "../value-text.ts";
import { runStatements } from "./run-statements.ts";
import type { WorkerDatabase } from "./worker-database.ts";

/** All tables and views with their rows, and the triggers, as far as {@link databaseLimits} goes. */
export function readContent(database: WorkerDatabase, milliseconds: number): DatabaseContent {
  const until = performance.now() + milliseconds;
  let characters: number = databaseLimits.contentCharacters;
  const query = (sql: string): { readonly rows: readonly SqlRow[]; readonly problem?: string } => {
    const { statements, error } = runStatements(database, sql, {
      milliseconds: Math.max(0, until - performance.now()),
      rows: databaseLimits.countedRows,
      bytes: databaseLimits.valueBytes,
      characters,
      form: "values",
    });
    if (error !== undefined) return { rows: [], problem: error.message };
    const { rows, rowCount } = statements[0] ?? { rows: [], rowCount: 0 };
    if (rows.length < rowCount) return { rows: [], problem: "there is too much to keep it" };
    characters -= JSON.stringify(rows).length;
    return { rows };
  };
  // A transaction that was never committed never happened.
  if (database.inTransaction) query("ROLLBACK");

  // Named by their database, for a temporary table of the same name would hide each.
  const listed = query(
    `SELECT type, name, sql FROM main.sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name LIMIT ${databaseLimits.relations + 1}`,
  );
  const triggers = query(
    `SELECT name, substr(sql, 1, 1000) FROM main.sqlite_schema WHERE type = 'trigger' ORDER BY name LIMIT ${databaseLimits.relations + 1}`,
  );
  const relations = listed.rows.map(([kind, name, sql]): Relation => {
    const quoted = quoteName(valueText(name));
    const columns = query(`PRAGMA main.table_xinfo(${quoted})`);
    const { rows, problem = columns.problem } = query(`SELECT * FROM main.${quoted}`);
    return {
      ...(kind === "view" ? { kind, sql: valueText(sql) } : { kind: "table" }),
      name: valueText(name),
      // The sixth says which columns are hidden: 1 is not part of `SELECT *`.
      columns: columns.rows
        .filter((column) => column[6] !== 1)
        .map((column) => ({ name: valueText(column[1]), type: valueText(column[2]) })),
      rows: problem === undefined ? rows : [],
      ...(problem === undefined ? {} : { problem }),
    };
  });
  const tooMany = Math.max(relations.length, triggers.rows.length) > databaseLimits.relations;
  const problem =
    listed.problem ??
    triggers.problem ??
    (tooMany ? `there are more than ${databaseLimits.relations} tables or triggers` : undefined);
  return {
    relations,
    triggers: Object.fromEntries(
      triggers.rows.map(([name, sql]) => [valueText(name), valueText(sql)]),
    ),
    ...(problem === undefined ? {} : { problem }),
  };
}
