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
  if (body.trim() === "") throw invalid(name, "it is empty", "a JSON array of tasks");
  const whole = tryParse(body);
  if ("value" in whole) return objects(whole.value, name);
  // JSON Lines: the first line must stand alone, else the file was meant as one JSON text.
  const lines = body.split(/\r?\n/);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  if (!("value" in tryParse(first))) {
    throw invalid(name, `it is not JSON at ${place(body, whole.problem)}`, whole.problem.message);
  }
  return lines.flatMap((line, index) => {
    if (line.trim() === "") return [];
    const parsed = tryParse(line);
    if ("problem" in parsed) {
      throw invalid(name, `line ${index + 1} is not JSON`, parsed.problem.message);
    }
    if (!isJsonObject(parsed.value)) throw invalid(name, `line ${index + 1} is no JSON object`);
    return [parsed.value];
  });
}

function tryParse(text: string): { readonly value: unknown } | { readonly problem: Error } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { problem: error as Error };
  }
}

function objects(value: unknown, name: string): readonly JsonObject[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  if (list.length === 0) throw invalid(name, "it holds no task");
  return list.map((one, index) => {
    if (!isJsonObject(one)) {
      throw invalid(name, `entry ${index} is ${kindOf(one)}`, "every task is a JSON object");
    }
    return one;
  });
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "an array" : `a ${typeof value}`;
}

// V8 says "… (line 3 column 7)" or "… at position 41"; it says neither at the end of the text.
function place(text: string, problem: Error): string {
  const named = /line (\d+) column (\d+)/.exec(problem.message);
  if (named !== null) return `line ${named[1]}, column ${named[2]}`;
  const position = /position (\d+)/.exec(problem.message);
  const offset = position === null ? text.length : Number(position[1]);
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

function invalid(name: string, what: string, more?: string): UsageError {
  const tail = more === undefined ? "" : ` (${more})`;
  return new UsageError(`Can't read the tasks of ${name}: ${what}${tail}.`, {
    code: "invalid-task-file",
  });
}
