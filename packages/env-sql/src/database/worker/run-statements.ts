import { databaseLimits } from "../database-limits.ts";
import type { SqlRow, SqlValue } from "../sql-value.ts";
import type { RunResult, StatementResult } from "./protocol.ts";
import { readValue, type ValueForm } from "./read-value.ts";
import { SqliteError, type WorkerDatabase } from "./worker-database.ts";

/** Of the build, which is one of 32 bits. */
const pointerBytes = 4;

/** How statements are run, and how much of what they find is given back. */
export interface RunSettings extends ValueForm {
  readonly milliseconds: number;
  readonly rows: number;
  readonly characters: number;
}

/**
 * Runs statements one after another, up to the first that fails: what those before it did holds, as
 * it does in SQLite.
 *
 * @throws whatever is no error of SQLite's own: the thread is then of no use any more.
 */
export function runStatements(
  database: WorkerDatabase,
  sql: string,
  settings: RunSettings,
): RunResult {
  const statements: StatementResult[] = [];
  let error: RunResult["error"];
  const room = { characters: settings.characters };
  database.allow(settings.milliseconds);
  try {
    for (const statement of prepared(database, sql)) {
      if (statements.length >= databaseLimits.statements) {
        throw new SqliteError(
          database.sqlite.capi.SQLITE_TOOBIG,
          `One call runs at most ${databaseLimits.statements} statements.`,
        );
      }
      statements.push(runStatement(database, statement, settings, room));
    }
  } catch (thrown) {
    error = runError(database, thrown, settings.milliseconds);
  }
  const { inTransaction } = database;
  const image = database.changed && !inTransaction ? database.image() : undefined;
  if (image !== undefined) database.changed = false;
  return {
    statements,
    ...(error === undefined ? {} : { error }),
    inTransaction,
    ...(image === undefined ? {} : { image }),
  };
}

/** Compiles statements one by one, each when the one before it has run; frees each. */
function* prepared(database: WorkerDatabase, sql: string): Generator<number> {
  const { capi, wasm } = database.sqlite;
  const bytes = new TextEncoder().encode(`${sql}\0`);
  const start = wasm.allocFromTypedArray(bytes);
  const places = wasm.alloc(2 * pointerBytes);
  const rest = places + pointerBytes;
  try {
    let from: number = start;
    while (wasm.peek8(from) !== 0) {
      wasm.pokePtr(places, 0);
      const left = start + bytes.length - from;
      database.check(capi.sqlite3_prepare_v3(database.pointer, from, left, 0, places, rest));
      const statement: number = wasm.peekPtr(places);
      from = wasm.peekPtr(rest);
      // What holds only space and comments is none.
      if (statement === 0) continue;
      try {
        yield statement;
      } finally {
        capi.sqlite3_finalize(statement);
      }
    }
  } finally {
    wasm.dealloc(places);
    wasm.dealloc(start);
  }
}

function runStatement(
  database: WorkerDatabase,
  statement: number,
  settings: RunSettings,
  room: { characters: number },
): StatementResult {
  const { sqlite, pointer } = database;
  const { capi } = sqlite;
  const width = capi.sqlite3_column_count(statement);
  const columns = Array.from({ length: width }, (_, index) =>
    capi.sqlite3_column_name(statement, index),
  );
  const reads = capi.sqlite3_stmt_readonly(statement) !== 0;
  if (!reads) database.changed = true;
  const before = capi.sqlite3_total_changes64(pointer);
  const rows: SqlRow[] = [];
  let rowCount = 0;
  let cut = false;
  for (;;) {
    const code = capi.sqlite3_step(statement);
    if (code === capi.SQLITE_DONE) break;
    if (code !== capi.SQLITE_ROW) throw stepError(database, statement, code);
    rowCount += 1;
    if (rows.length === rowCount - 1 && rows.length < settings.rows && room.characters > 0) {
      const row: SqlValue[] = [];
      for (let column = 0; column < width; column += 1) {
        const read = readValue(sqlite, statement, column, settings);
        cut ||= read.cut;
        row.push(read.value);
      }
      room.characters -= JSON.stringify(row).length;
      rows.push(row);
    }
    // What changes rows has to come to its end; a query may stop here.
    if (reads && rowCount > databaseLimits.countedRows) break;
  }
  const changes = Number(capi.sqlite3_total_changes64(pointer) - before);
  return { ...(width === 0 ? {} : { columns }), rows, cut, rowCount, changes };
}

function stepError(database: WorkerDatabase, statement: number, code: number): SqliteError {
  const { capi } = database.sqlite;
  // The connection's message is that of the reset statement.
  const message = capi.sqlite3_errmsg(database.pointer);
  capi.sqlite3_reset(statement);
  return new SqliteError(code, message);
}

function runError(
  database: WorkerDatabase,
  thrown: unknown,
  milliseconds: number,
): NonNullable<RunResult["error"]> {
  if (!(thrown instanceof SqliteError)) throw thrown;
  const { capi } = database.sqlite;
  const code = thrown.code % 256;
  if (code === capi.SQLITE_INTERRUPT) {
    return {
      code: "time",
      message: `Stopped after ${milliseconds / 1000} s. The statement was undone.`,
    };
  }
  if (code === capi.SQLITE_AUTH) {
    return { code: "refused", message: database.refused ?? thrown.message };
  }
  if (code === capi.SQLITE_NOMEM) {
    return { code: "sql", message: "out of memory: this takes more than there is here" };
  }
  return { code: "sql", message: thrown.message };
}
