import type { MessagePort } from "node:worker_threads";

import type { DatabaseContent, Relation } from "../relation.ts";
import type { SqlRow } from "../sql-value.ts";
import type { CompiledCode } from "../web-assembly.ts";

/** What a thread is told when it starts. */
export interface WorkerSettings {
  /** SQLite's code, compiled once for all threads. */
  readonly module: CompiledCode;
  /** Of a thread that is waited for without an event loop: where it talks, and what it then sets to 1. */
  readonly waited?: { readonly port: MessagePort; readonly flag: SharedArrayBuffer };
}

/** What a thread is asked; it answers each request with one reply, in order. */
export type WorkerRequest =
  /** A new database in place of what was there: empty, an image, or plain tables. */
  | {
      readonly type: "open";
      readonly image?: Uint8Array<ArrayBuffer>;
      readonly relations?: readonly Relation[];
    }
  /** Runs statements one after another, up to the first that fails. */
  | {
      readonly type: "run";
      readonly sql: string;
      /** For all of them together. */
      readonly milliseconds: number;
      /** Rows that each query gives back; the others are counted. */
      readonly rows: number;
      /** Of each text and blob that is given back: the rest is cut off and counted. */
      readonly bytes: number;
      /** That all rows given back may take as JSON: those beyond are only counted. */
      readonly characters: number;
      /** Values as JSON, or each but NULL as the text that an agent reads. */
      readonly form: "values" | "texts";
    }
  | { readonly type: "read"; readonly milliseconds: number };

/** What one statement did. */
export interface StatementResult {
  /** Absent: it is no query. */
  readonly columns?: readonly string[];
  readonly rows: readonly SqlRow[];
  /** A value was cut off. */
  readonly cut: boolean;
  /** How many rows there are; one more than are counted stands for even more. */
  readonly rowCount: number;
  /** Rows that it changed; 0 when it changes none by nature. */
  readonly changes: number;
}

/** What became of a run. */
export interface RunResult {
  readonly statements: readonly StatementResult[];
  /** Why it stopped before its end. */
  readonly error?: { readonly code: "sql" | "time" | "refused"; readonly message: string };
  /** A transaction is under way: nothing of it holds yet. */
  readonly inTransaction: boolean;
  /** The database as it is now, when it was changed and no transaction is under way. */
  readonly image?: Uint8Array<ArrayBuffer>;
}

/** The answer to a request. */
export type WorkerReply =
  | { readonly type: "opened" }
  | { readonly type: "ran"; readonly result: RunResult }
  | { readonly type: "content"; readonly content: DatabaseContent }
  /** The thread is of no use any more. */
  | { readonly type: "broken"; readonly message: string };
