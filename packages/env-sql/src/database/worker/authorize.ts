import type { CAPI } from "@sqlite.org/sqlite-wasm";

/** Pragmas that only tell something; with an argument all but the first group would set something. */
const telling = new Set([
  "collation_list",
  "compile_options",
  "database_list",
  "foreign_key_check",
  "foreign_key_list",
  "function_list",
  "index_info",
  "index_list",
  "index_xinfo",
  "integrity_check",
  "pragma_list",
  "quick_check",
  "table_info",
  "table_list",
  "table_xinfo",
]);
const tellingAlone = new Set([
  "application_id",
  "encoding",
  "foreign_keys",
  "freelist_count",
  "page_count",
  "page_size",
  "recursive_triggers",
  "schema_version",
  "user_version",
]);

/**
 * Why an agent may not do something, or nothing when it may. No other database, no setting, no table
 * that is made of code; everything else is bounded by limits.
 */
export function refusal(
  capi: CAPI,
  action: number,
  first: string | 0,
  second: string | 0,
): string | undefined {
  switch (action) {
    case capi.SQLITE_ATTACH:
    case capi.SQLITE_DETACH: {
      return "Other databases can't be attached here.";
    }
    case capi.SQLITE_CREATE_VTABLE:
    case capi.SQLITE_DROP_VTABLE: {
      return "Virtual tables can't be made here.";
    }
    case capi.SQLITE_PRAGMA: {
      const pragma = String(first).toLowerCase();
      const alone = second === 0 || second === "";
      if (telling.has(pragma) || (alone && tellingAlone.has(pragma))) return undefined;
      return `PRAGMA ${pragma} can't be used here: settings stay as they are.`;
    }
    case capi.SQLITE_FUNCTION: {
      return String(second).toLowerCase() === "load_extension"
        ? "Extensions can't be loaded here."
        : undefined;
    }
    case capi.SQLITE_INSERT:
    case capi.SQLITE_UPDATE:
    case capi.SQLITE_DELETE: {
      return String(first).toLowerCase() === "sqlite_dbpage"
        ? "The database's pages can't be written."
        : undefined;
    }
    default: {
      return undefined;
    }
  }
}
