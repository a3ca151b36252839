import type { Database, Sqlite3Static } from "@sqlite.org/sqlite-wasm";

import { databaseLimits } from "../database-limits.ts";
import { refusal } from "./authorize.ts";

/** An error of SQLite, with its result code. */
export class SqliteError extends Error {
  override readonly name = "SqliteError";
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** One database in memory, with limits that its SQL can't lift. */
export class WorkerDatabase {
  readonly #sqlite: Sqlite3Static;
  readonly #database: Database;
  #deadline = Number.POSITIVE_INFINITY;
  /** Why the authorizer said no. */
  #refused: string | undefined;
  /** It was changed since this was asked for last. */
  changed = false;

  constructor(sqlite: Sqlite3Static, image?: Uint8Array<ArrayBuffer>) {
    const { capi, oo1, wasm } = sqlite;
    this.#sqlite = sqlite;
    this.#database = new oo1.DB(":memory:", "c");
    const pointer = this.pointer;
    if (image !== undefined) {
      const place = wasm.allocFromTypedArray(image);
      this.check(
        capi.sqlite3_deserialize(
          pointer,
          "main",
          place,
          image.byteLength,
          image.byteLength,
          capi.SQLITE_DESERIALIZE_FREEONCLOSE | capi.SQLITE_DESERIALIZE_RESIZEABLE,
        ),
      );
    }
    this.#limit();
  }

  get sqlite(): Sqlite3Static {
    return this.#sqlite;
  }

  get pointer(): NonNullable<Database["pointer"]> {
    const { pointer } = this.#database;
    if (pointer === undefined) throw new Error("The database is closed.");
    return pointer;
  }

  /** Sets how long the next statements may take. */
  allow(milliseconds: number): void {
    this.#deadline = performance.now() + milliseconds;
    this.#refused = undefined;
  }

  /** Whether the time that it was allowed is over. */
  get late(): boolean {
    return performance.now() > this.#deadline;
  }

  /** Why the authorizer refused a statement since `allow`, if it did. */
  get refused(): string | undefined {
    return this.#refused;
  }

  get inTransaction(): boolean {
    return this.#sqlite.capi.sqlite3_get_autocommit(this.pointer) === 0;
  }

  /** @throws SqliteError unless a result code is that of success. */
  check(code: number): void {
    const { capi } = this.#sqlite;
    if (code === capi.SQLITE_OK) return;
    throw new SqliteError(code, capi.sqlite3_errmsg(this.pointer));
  }

  image(): Uint8Array<ArrayBuffer> {
    return this.#sqlite.capi.sqlite3_js_db_export(this.pointer);
  }

  close(): void {
    this.#database.close();
  }

  #limit(): void {
    const { capi } = this.#sqlite;
    const { pointer } = this;
    const limits = [
      [capi.SQLITE_LIMIT_LENGTH, databaseLimits.valueBytes],
      [capi.SQLITE_LIMIT_SQL_LENGTH, databaseLimits.valueBytes],
      [capi.SQLITE_LIMIT_COLUMN, 100],
      [capi.SQLITE_LIMIT_EXPR_DEPTH, 100],
      [capi.SQLITE_LIMIT_COMPOUND_SELECT, 100],
      [capi.SQLITE_LIMIT_VDBE_OP, 100_000],
      [capi.SQLITE_LIMIT_ATTACHED, 0],
      [capi.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000],
      [capi.SQLITE_LIMIT_TRIGGER_DEPTH, 20],
    ] as const;
    for (const [limit, value] of limits) capi.sqlite3_limit(pointer, limit, value);
    this.#database.exec(
      `PRAGMA page_size = 4096; PRAGMA max_page_count = ${databaseLimits.databasePages}; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;`,
    );
    this.check(capi.sqlite3_db_config(pointer, capi.SQLITE_DBCONFIG_DEFENSIVE, 1, 0));
    this.check(capi.sqlite3_db_config(pointer, capi.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, 0));
    capi.sqlite3_progress_handler(pointer, 1000, () => (this.late ? 1 : 0), 0);
    capi.sqlite3_set_authorizer(
      pointer,
      (_, action, first, second) => {
        const reason = refusal(capi, action, first, second);
        if (reason === undefined) return capi.SQLITE_OK;
        this.#refused ??= reason;
        return capi.SQLITE_DENY;
      },
      0,
    );
  }
}
