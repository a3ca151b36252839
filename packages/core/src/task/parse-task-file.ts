import { parse, type ParseError, printParseErrorCode } from "jsonc-parser";

import { UsageError } from "../errors/usage-error.ts";
import { isJsonObject, type JsonObject } from "../json/json.ts";

/**
 * The tasks of a file's text: a JSON array of objects, one object, or JSON Lines. A byte-order mark
 * and blank lines are passed over.
 *
 * @param name how messages call the file.
 * @throws UsageError that says where the text stops being JSON, or which entry is no object.
 */
export function parseTaskFile(text: string, name: string): readonly JsonObject[] {
  const body = text.replace(/^\uFEFF/, "");
  if (body.trim() === "") throw invalid(name, "it is empty");
  const whole = tryParse(body);
  if (whole !== undefined) return objects(whole.value, name);
  const lines = body.split(/\r?\n/);
  // JSON Lines: the first line stands alone, else the file was meant as one JSON text.
  if (tryParse(lines.find((line) => line.trim() !== "") ?? "") === undefined) {
    throw invalid(name, `it is not JSON at ${fault(body)}`);
  }
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = tryParse(line);
    if (parsed === undefined) {
      throw invalid(name, `it is not JSON at ${fault(line, index)}`);
    }
    if (!isJsonObject(parsed.value)) throw invalid(name, `line ${index + 1} is no JSON object`);
    return [parsed.value];
  });
}

function tryParse(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function objects(value: unknown, name: string): readonly JsonObject[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (list.length === 0) throw invalid(name, "it holds no task");
  return list.map((one, index) => {
    if (!isJsonObject(one)) {
      throw invalid(name, `entry ${index} is ${kindOf(one)}, and every task is a JSON object`);
    }
    return one;
  });
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

// JSON.parse does not always say where it stopped.
function fault(text: string, linesBefore = 0): string {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const { error, offset } = errors[0] ?? { error: undefined, offset: text.length };
  const before = text.slice(0, offset).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  const what = error === undefined ? "" : ` (${spaced(printParseErrorCode(error))})`;
  return `line ${before.length + linesBefore}, column ${column}${what}`;
}

function spaced(code: string): string {
  return code.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`).toLowerCase();
}

function invalid(name: string, what: string): UsageError {
  return new UsageError(`Can't read the tasks of ${name}: ${what}.`, { code: "invalid-task-file" });
}
