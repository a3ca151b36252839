import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

import { type JsonObject, UsageError } from "@agent-gym/core";
import { RecordError } from "@agent-gym/runner";
import type { SchemaElement } from "hyparquet";
import { fileWriter, ParquetWriter } from "hyparquet-writer";

import type { ParquetColumn } from "../formats/row-format.ts";
import type { RecordSink } from "./record-sink.ts";

/** Rows that are held before they are written as one group. */
const groupRows = 1000;

/**
 * A Parquet file with an explicit schema. A column `string` takes texts as they are and the JSON of
 * anything else: no reader can then unite the members of different rows and fill them with nulls.
 *
 * @param metadata kept in the file's footer.
 */
export function parquetSink(
  folder: string,
  name: string,
  options: {
    readonly columns: readonly ParquetColumn[];
    readonly metadata?: Readonly<Record<string, string>>;
  },
): RecordSink {
  const { columns, metadata = {} } = options;
  const path = join(folder, name);
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      throw RecordError.writing(path, error);
    }
  };
  const file = attempt(() => fileWriter(path));
  const writer = attempt(
    () =>
      new ParquetWriter({
        writer: file,
        schema: [
          { name: "root", num_children: columns.length },
          ...columns.flatMap((column) => schemaOf(column)),
        ],
        kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key, value })),
      }),
  );
  const names = new Set(columns.map((column) => column.name));
  let pending: JsonObject[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    const columnData = columns.map((column) => ({
      name: column.name,
      data: pending.map((value) => cell(value, column)),
    }));
    attempt(() => void writer.write({ columnData, rowGroupSize: groupRows }));
    pending = [];
  };
  return {
    name,
    write: (value) => {
      const foreign = Object.keys(value).find((member) => !names.has(member));
      if (foreign !== undefined) {
        throw new UsageError(
          `${name} has no column for "${foreign}", which only some records have: leave Parquet out, or name the format's columns.`,
          { code: "parquet-columns" },
        );
      }
      pending.push(value);
      if (pending.length >= groupRows) flush();
    },
    finish: () => {
      flush();
      return attempt(() => {
        void writer.finish();
        return digestFile(path);
      });
    },
    close: () => {},
  };
}

/** The columns of records whose every member is text, a truth value, or written as JSON. */
export function textColumns(value: JsonObject): readonly ParquetColumn[] {
  return Object.entries(value).map(([name, member]) => ({
    name,
    type: typeof member === "boolean" ? "boolean" : "string",
  }));
}

/** Piece by piece: the file may be larger than what should be held. */
function digestFile(path: string): { readonly bytes: number; readonly digest: string } {
  const digest = createHash("sha256");
  const piece = new Uint8Array(1 << 16);
  const file = openSync(path, "r");
  try {
    let bytes = 0;
    for (;;) {
      const read = readSync(file, piece);
      if (read === 0) return { bytes, digest: digest.digest("hex") };
      digest.update(piece.subarray(0, read));
      bytes += read;
    }
  } finally {
    closeSync(file);
  }
}

type Plain = "string" | "boolean" | "integer";

const physical: Readonly<Record<Plain, Partial<SchemaElement>>> = {
  string: { type: "BYTE_ARRAY", converted_type: "UTF8" },
  boolean: { type: "BOOLEAN" },
  integer: { type: "INT64" },
};

function schemaOf(column: ParquetColumn): readonly SchemaElement[] {
  const { name, type } = column;
  const required = { repetition_type: "REQUIRED" } as const;
  if (type === "messages") {
    return [
      { name, ...required, num_children: 1, converted_type: "LIST" },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", ...required, num_children: 2 },
      { name: "role", ...required, ...physical.string },
      { name: "content", ...required, ...physical.string },
    ];
  }
  if (type === "object") {
    return [
      { name, ...required, num_children: column.members.length },
      ...column.members.map((member) => ({
        name: member.name,
        ...required,
        ...physical[member.type],
      })),
    ];
  }
  const repetition =
    column.optional === true ? ({ repetition_type: "OPTIONAL" } as const) : required;
  return [{ name, ...repetition, ...physical[type] }];
}

function cell(value: JsonObject, column: ParquetColumn): unknown {
  const member = value[column.name];
  if (column.type === "messages") return member;
  if (column.type === "object") {
    const object = member as JsonObject;
    return Object.fromEntries(
      column.members.map(({ name, type }) => [name, plain(object[name], type)]),
    );
  }
  if (column.optional === true && member === undefined) return undefined;
  return plain(member, column.type);
}

function plain(value: unknown, type: Plain): unknown {
  if (type === "integer") return BigInt(value as number);
  if (type === "boolean") return value === true;
  return typeof value === "string" ? value : JSON.stringify(value ?? null);
}
