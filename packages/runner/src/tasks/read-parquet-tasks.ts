import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";

import { UsageError, type Json, type JsonObject } from "@agent-gym/core";
import type * as Module from "hyparquet";

/**
 * The rows of a Parquet file, one row group after another. What is `null` is no member: Parquet fills
 * every object up with the members of all others. Dates become ISO 8601, whole numbers that no double
 * holds become text, bytes base64.
 *
 * @throws UsageError when `hyparquet` is not installed.
 * @throws Error for a file that can't be read, or is no Parquet.
 */
export async function* readParquetTasks(path: string): AsyncIterable<JsonObject> {
  const { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } = await loadHyparquet();
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows: count } of metadata.row_groups) {
    const rowEnd = rowStart + Number(count);
    const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd, compressors });
    for (const row of rows) yield toJsonObject(row);
    rowStart = rowEnd;
  }
}

// Snappy is its own; the rest is Node's.
const compressors = {
  BROTLI: (input: Uint8Array) => brotliDecompressSync(input),
  GZIP: (input: Uint8Array) => gunzipSync(input),
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input),
} as const;

type Hyparquet = Pick<
  typeof Module,
  "asyncBufferFromFile" | "parquetMetadataAsync" | "parquetReadObjects"
>;

async function loadHyparquet(): Promise<Hyparquet> {
  try {
    return await import("hyparquet");
  } catch (error) {
    throw new UsageError(
      "Reading Parquet files takes the package hyparquet, which is not installed: npm install hyparquet.",
      { code: "missing-package", cause: error },
    );
  }
}

function toJsonObject(row: Readonly<Record<string, unknown>>): JsonObject {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) =>
      value === null || value === undefined ? [] : [[name, toJson(value)] as const],
    ),
  );
}

function toJson(value: unknown): Json {
  switch (typeof value) {
    case "string":
    case "boolean":
      return value;
    case "number":
      return Number.isFinite(value) ? value : null;
    case "bigint":
      return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    case "object":
      break;
    default:
      return null;
  }
  if (value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    return Array.from(value as unknown as Iterable<unknown>, toJson);
  }
  if (Array.isArray(value)) return value.map(toJson);
  return toJsonObject(value as Readonly<Record<string, unknown>>);
}
