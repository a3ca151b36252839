import type { Sqlite3Static } from "@sqlite.org/sqlite-wasm";

import type { SqlValue } from "../sql-value.ts";

/** How a value is read: as JSON, or as the text that an agent reads; and how much of it. */
export interface ValueForm {
  readonly form: "values" | "texts";
  readonly bytes: number;
}

/** A value of the row that a statement stands at, and whether a part of it is missing. */
export function readValue(
  { capi, wasm }: Sqlite3Static,
  statement: number,
  column: number,
  { form, bytes }: ValueForm,
): { readonly value: SqlValue; readonly cut: boolean } {
  const texts = form === "texts";
  switch (capi.sqlite3_column_type(statement, column)) {
    case capi.SQLITE_NULL: {
      return { value: null, cut: false };
    }
    case capi.SQLITE_INTEGER: {
      const integer = capi.sqlite3_column_int64(statement, column);
      const number = Number(integer);
      if (texts) return { value: String(integer), cut: false };
      const value = Number.isSafeInteger(number) ? number : { integer: String(integer) };
      return { value, cut: false };
    }
    case capi.SQLITE_FLOAT: {
      const real = capi.sqlite3_column_double(statement, column);
      if (texts) return { value: realText(real), cut: false };
      if (Number.isFinite(real)) return { value: real, cut: false };
      return { value: { real: real > 0 ? "Infinity" : "-Infinity" }, cut: false };
    }
    case capi.SQLITE_TEXT: {
      const place = capi.sqlite3_column_blob(statement, column);
      const size = capi.sqlite3_column_bytes(statement, column);
      const kept = wasm.heap8u().slice(place, place + Math.min(size, bytes));
      const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(kept, {
        stream: size > bytes,
      });
      if (size <= bytes) return { value: text, cut: false };
      return { value: `${text}… (${size} bytes)`, cut: true };
    }
    default: {
      const place = capi.sqlite3_column_blob(statement, column);
      const size = capi.sqlite3_column_bytes(statement, column);
      const kept = wasm.heap8u().slice(place, place + Math.min(size, bytes));
      const hex = Buffer.from(kept).toString("hex");
      const cut = size > bytes;
      const text = cut ? `x'${hex}…' (${size} bytes)` : `x'${hex}'`;
      return { value: texts ? text : { blob: hex }, cut };
    }
  }
}

/** As SQLite writes it: a whole number keeps a `.0`, so that it is not taken for an INTEGER. */
function realText(real: number): string {
  if (!Number.isFinite(real)) return real > 0 ? "Inf" : "-Inf";
  const text = String(real);
  return /^-?\d+$/u.test(text) ? `${text}.0` : text;
}
