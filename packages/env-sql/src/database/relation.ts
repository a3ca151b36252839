import type { SqlRow } from "./sql-value.ts";

/** A table or a view, as it was found. */
export interface Relation {
  readonly kind: "table" | "view";
  readonly name: string;
  /** The SQL that made a view. */
  readonly sql?: string;
  /** `type` is the declared one, as in `INTEGER`; empty where none is declared. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** All of them, in the database's order; none when there is a `problem`. */
  readonly rows: readonly SqlRow[];
  /** Why its rows are not there: too many to keep, or a view that can't be read. */
  readonly problem?: string;
}

/** What a database holds. Its indexes are left out, for they change no answer. */
export interface DatabaseContent {
  readonly relations: readonly Relation[];
  /** The text of each trigger by its name. */
  readonly triggers: Readonly<Record<string, string>>;
  /** Why there is more than this, if so. */
  readonly problem?: string;
}
