import { compilePattern, escapeLiteral } from "../posix-pattern.ts";

const patterns = new Map<string, RegExp>();
const mostPatterns = 1000;

/** An extended regular expression, compiled once. */
export function awkPattern(source: string, flags = ""): RegExp {
  const key = `${flags}/${source}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const pattern = compilePattern(source, { syntax: "extended", flags });
  if (patterns.size >= mostPatterns) patterns.clear();
  patterns.set(key, pattern);
  return pattern;
}

/** The next record of a text, and what is left; nothing at its end. */
export function nextRecord(
  text: string,
  separator: string,
): { readonly record: string; readonly rest: string } | undefined {
  if (separator === "") {
    const start = /^\n+/u.exec(text)?.[0].length ?? 0;
    if (start === text.length) return undefined;
    const rest = text.slice(start);
    const end = rest.search(/\n\n+/u);
    if (end < 0) return { record: rest.replace(/\n$/u, ""), rest: "" };
    return { record: rest.slice(0, end), rest: rest.slice(end) };
  }
  if (text === "") return undefined;
  if (separator.length === 1) {
    const end = text.indexOf(separator);
    if (end >= 0) return { record: text.slice(0, end), rest: text.slice(end + 1) };
    return { record: separator === "\n" ? text : text.replace(/\n$/u, ""), rest: "" };
  }
  const match = awkPattern(separator).exec(text);
  if (match === null || match[0] === "") return { record: text.replace(/\n$/u, ""), rest: "" };
  return { record: text.slice(0, match.index), rest: text.slice(match.index + match[0].length) };
}

/** All records of a text. */
export function recordsOf(text: string, separator: string): readonly string[] {
  const records: string[] = [];
  for (
    let at = nextRecord(text, separator);
    at !== undefined;
    at = nextRecord(at.rest, separator)
  ) {
    records.push(at.record);
  }
  return records;
}

/**
 * The fields of a text.
 *
 * @param options.paragraphs Records are paragraphs: the end of a line ends a field too.
 */
export function fieldsOf(
  text: string,
  separator: string,
  options: { readonly paragraphs: boolean },
): readonly string[] {
  if (text === "") return [];
  if (separator === " ") return text.split(/[ \t\n]+/u).filter((field) => field !== "");
  if (separator === "") return Array.from(text);
  if (options.paragraphs) {
    const source = separator.length === 1 ? escapeLiteral(separator) : separator;
    return splitByPattern(text, awkPattern(`${source}|\n`));
  }
  // One character stands for itself, whatever it means in a pattern.
  return separator.length === 1
    ? text.split(separator)
    : splitByPattern(text, awkPattern(separator));
}

/** `split` of JavaScript puts what groups matched between the parts. */
export function splitByPattern(text: string, pattern: RegExp): readonly string[] {
  if (text === "") return [];
  const parts: string[] = [];
  let start = 0;
  for (const match of text.matchAll(
    new RegExp(pattern.source, `${pattern.flags.replace("g", "")}g`),
  )) {
    if (match[0] === "") continue;
    parts.push(text.slice(start, match.index));
    start = match.index + match[0].length;
  }
  return [...parts, text.slice(start)];
}
