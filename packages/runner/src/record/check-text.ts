import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

/** More of an expected or found value is cut. */
const longestValue = 48;

/**
 * What a verdict's details hold against an episode, in one line: of the customary lists (`checks`,
 * `items`, `tests`) the first that failed, of other details what they expected and found, or their
 * reason.
 *
 * @returns `undefined` for details that say nothing of the kind.
 */
export function checkText(details: Json | undefined): string | undefined {
  if (!isJsonObject(details)) return undefined;
  for (const name of ["checks", "items", "tests"]) {
    const failed = failedOf(details[name]);
    if (failed !== undefined) return oneCheck(failed);
  }
  return findingOf(details) ?? reasonOf(details);
}

/**
 * A finding that stands for no value, in words: `{"missing": true}` is what was not there at all,
 * `{"missing": "/a/b"}` a place within what was there, `{"problem": "a directory"}` what could not be
 * looked at.
 *
 * @returns `undefined` for a value, which is shown as it is.
 */
export function findingWords(value: Json): string | undefined {
  if (!isJsonObject(value) || Object.keys(value).length !== 1) return undefined;
  const { missing, problem } = value;
  if (missing === true) return "no such file";
  if (typeof missing === "string") return `nothing at ${missing === "" ? "the root" : missing}`;
  return typeof problem === "string" ? problem : undefined;
}

function failedOf(list: Json | undefined): JsonObject | undefined {
  if (!Array.isArray(list)) return undefined;
  return (list as readonly Json[]).filter(isJsonObject).find(({ passed }) => passed === false);
}

function oneCheck(check: JsonObject): string {
  const { kind, name, id, path } = check;
  const title = [name ?? id ?? kind, path].filter((part) => typeof part === "string").join(" ");
  const said = findingOf(check) ?? reasonOf(check) ?? (title === "" ? "a check failed" : "failed");
  return title === "" ? said : `${title}: ${said}`;
}

function findingOf({ expected, found }: JsonObject): string | undefined {
  if (expected === undefined || found === undefined) return undefined;
  return `expected ${shown(expected)}, found ${found === null ? "nothing" : shown(found)}`;
}

function reasonOf(details: JsonObject): string | undefined {
  for (const name of ["reason", "problem", "message"]) {
    const text = details[name];
    if (typeof text === "string" && text.trim() !== "") return cut(text, 2 * longestValue);
  }
  return undefined;
}

function shown(value: Json): string {
  return cut(findingWords(value) ?? JSON.stringify(value), longestValue);
}

/** One line, and no more than so many characters of it; a pair of surrogates is never torn apart. */
export function cut(text: string, longest: number): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  if (line.length <= longest) return line;
  return `${line.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, "")}…`;
}
