import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";

import { isJsonObject, jsonSchemaProblems, type Json, type JsonObject } from "@agent-gym/core";

import type { FieldNames } from "./rename-fields.ts";

interface CsvOptions {
  readonly delimiter: string;
  readonly fields?: FieldNames;
  /** JSON Schema of a task, after its fields were renamed. */
  readonly schema?: JsonObject;
}

/**
 * The rows of a CSV file, one after another. A cell without anything in it is no member; a column
 * without a name is left out.
 *
 * @throws Error for a file that can't be read, or is no CSV: with the line.
 */
export async function* readCsvTasks(
  path: string,
  { delimiter, fields = {}, schema }: CsvOptions,
): AsyncIterable<JsonObject> {
  // Loaded when it is used: whoever runs episodes need not wait for it.
  const { parse } = await import("csv-parse");
  const stop = new AbortController();
  const parser = parse({ bom: true, delimiter, skip_empty_lines: true, columns: namedColumns });
  const reading = pipeline(createReadStream(path), parser, { signal: stop.signal });
  // It is heard of through the parser, which breaks with it.
  reading.catch(() => {});
  const columnTypes = cellReaders(fields, schema);
  try {
    for await (const record of parser) {
      const cells = Object.entries(record as Readonly<Record<string, string>>);
      yield Object.fromEntries(
        cells.flatMap(([name, cell]) =>
          cell === "" ? [] : [[name, columnTypes(name, cell)] as const],
        ),
      );
    }
  } finally {
    stop.abort();
  }
}

function namedColumns(header: readonly string[]): (string | false)[] {
  const seen = new Set<string>();
  return header.map((name) => {
    if (name === "") return false;
    if (seen.has(name)) throw new Error(`two columns are called "${name}"`);
    seen.add(name);
    return name;
  });
}

/** Reads a cell as its field's schema wants it: as text where that will do, else as JSON. */
function cellReaders(
  fields: FieldNames,
  schema: JsonObject | undefined,
): (column: string, cell: string) => Json {
  const properties = schema?.["properties"];
  const known = new Map<string, JsonObject | undefined>();
  const schemaOf = (column: string): JsonObject | undefined => {
    if (known.has(column)) return known.get(column);
    const field = Object.entries(fields).find(([, from]) => from === column)?.[0] ?? column;
    const own = isJsonObject(properties) ? properties[field] : undefined;
    const definitions = schema?.["$defs"];
    const whole = isJsonObject(own)
      ? { ...(definitions === undefined ? {} : { $defs: definitions }), ...own }
      : undefined;
    known.set(column, whole);
    return whole;
  };
  return (column, cell) => {
    const own = schemaOf(column);
    if (own === undefined || jsonSchemaProblems(own, cell).length === 0) return cell;
    try {
      const value = JSON.parse(cell) as Json;
      if (jsonSchemaProblems(own, value).length === 0) return value;
    } catch {
      // Text after all: whoever checks the task says what is wrong with it.
    }
    return cell;
  };
}
