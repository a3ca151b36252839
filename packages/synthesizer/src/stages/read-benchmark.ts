import { readFile } from "node:fs/promises";
import { basename } from "node:path";

import { isJsonObject, type Json, UsageError } from "@agent-gym/core";

/** One text of a benchmark that must not be trained on. */
export interface BenchmarkItem {
  /** The file's name. */
  readonly source: string;
  /** The record's own id, or its place in the file, from 1; with the field, where it has several. */
  readonly id: string;
  /** The text itself. */
  readonly text: string;
}

/** A text with fewer letters and digits says nothing about what it was taken from. */
const minimumLength = 12;

/**
 * Reads what a dataset must not contain. JSON and JSON Lines: every text of every record, or of the
 * named fields alone. Any other file: every paragraph.
 *
 * @throws UsageError when the file can't be read or holds no text.
 */
export async function readBenchmark(
  path: string,
  options: { readonly fields?: readonly string[] } = {},
): Promise<readonly BenchmarkItem[]> {
  const source = basename(path);
  const content = await readFile(path, "utf8").catch((error: unknown) => {
    throw new UsageError(`Can't read the benchmark ${path}: ${(error as Error).message}.`, {
      code: "benchmark",
      cause: error,
    });
  });
  const body = content.replace(/^\uFEFF/, "");
  const records = /\.jsonl?$|\.ndjson$/i.test(path) ? parseRecords(body, path) : paragraphs(body);
  const items = records.flatMap((record, index) => {
    const place = String(index + 1);
    const id = isJsonObject(record) ? idOf(record, place) : place;
    return textsOf(record, options.fields).map(({ field, text }) => ({
      source,
      id: field === "" ? id : `${id} ${field}`,
      text,
    }));
  });
  if (items.length > 0) return items;
  throw new UsageError(`The benchmark ${path} holds no text to compare with.`, {
    code: "benchmark",
  });
}

function parseRecords(text: string, path: string): readonly Json[] {
  try {
    const value = JSON.parse(text) as Json;
    return Array.isArray(value) ? (value as readonly Json[]) : [value];
  } catch {
    return text.split("\n").flatMap((line, index) => {
      if (line.trim() === "") return [];
      try {
        return [JSON.parse(line) as Json];
      } catch (error) {
        throw new UsageError(`The benchmark ${path} is not JSON at line ${index + 1}.`, {
          code: "benchmark",
          cause: error,
        });
      }
    });
  }
}

function paragraphs(text: string): readonly string[] {
  return text.split(/\n\s*\n/).filter((part) => part.trim() !== "");
}

function idOf(record: { readonly [key: string]: Json }, otherwise: string): string {
  for (const field of ["id", "task_id", "question_id", "name"]) {
    const value = record[field];
    if (typeof value === "string" || typeof value === "number") return String(value);
  }
  return otherwise;
}

function textsOf(
  value: Json,
  fields?: readonly string[],
): readonly { readonly field: string; readonly text: string }[] {
  if (typeof value === "string") return isTelling(value) ? [{ field: "", text: value }] : [];
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap((one) => textsOf(one));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([field, member]) =>
    fields !== undefined && !fields.includes(field)
      ? []
      : textsOf(member).map(({ text }) => ({ field, text })),
  );
}

function isTelling(text: string): boolean {
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) >= minimumLength;
}
