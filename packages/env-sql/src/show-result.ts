import { databaseLimits } from "./database/database-limits.ts";
import type { SqlRow } from "./database/sql-value.ts";
import { valueText } from "./database/value-text.ts";
import type { RunResult, StatementResult } from "./database/worker/protocol.ts";

/** What an agent reads of a call: each statement's rows or changes, and why it stopped, if it did. */
export function showResult({ statements, error, inTransaction }: RunResult): string {
  const parts = statements.map((statement) => showStatement(statement));
  if (error !== undefined) {
    const place = statements.length > 0 ? ` in statement ${statements.length + 1}` : "";
    parts.push(`Error${place}: ${error.message}`);
    if (statements.length > 0 && !inTransaction) {
      parts.push("What the statements before it did holds.");
    }
  }
  if (parts.length === 0) parts.push("There is no statement in it.");
  if (inTransaction) parts.push("A transaction is open: nothing of it holds until COMMIT.");
  return parts.join("\n\n");
}

function showStatement({ columns, rows, rowCount, changes }: StatementResult): string {
  if (columns === undefined) return changes > 0 ? `${rowsOf(changes)} changed.` : "Done.";
  const lines = [columns.map(cell).join(" | "), ...rows.map(showRow)];
  const { countedRows } = databaseLimits;
  const all = rowCount > countedRows ? `more than ${countedRows} rows` : rowsOf(rowCount);
  lines.push(rows.length < rowCount ? `(The first ${rows.length} of ${all}.)` : `(${all})`);
  return lines.join("\n");
}

function showRow(row: SqlRow): string {
  return row.map((value) => (value === null ? "NULL" : cell(valueText(value)))).join(" | ");
}

/** A row is a line, whatever stands in it. */
function cell(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\0", "\\0");
}

function rowsOf(count: number): string {
  return count === 1 ? "1 row" : `${count} rows`;
}
