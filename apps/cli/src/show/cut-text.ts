import { countOf, formatCount } from "../terminal/format-number.ts";

/** How much of a text is shown. */
export interface CutLimits {
  readonly lines: number;
  readonly characters: number;
}

/** The whole of it. */
export const uncut: CutLimits = { lines: Infinity, characters: Infinity };

/**
 * The beginning and the end of a long text, with a note of what is missing between them; a short text
 * as it is.
 */
export function cutText(text: string, { lines, characters }: CutLimits): string {
  const all = text.split("\n");
  if (all.length > lines) {
    const head = Math.ceil((lines * 2) / 3);
    const tail = lines - head;
    const note = `… ${countOf(all.length - lines, "more line")}; --full shows all …`;
    const kept = [...all.slice(0, head), note, ...(tail === 0 ? [] : all.slice(-tail))];
    return kept.map((line) => cutLine(line, characters)).join("\n");
  }
  if (text.length <= characters) return text;
  return all.length === 1
    ? cutLine(text, characters)
    : all.map((line) => cutLine(line, Math.floor(characters / all.length))).join("\n");
}

function cutLine(line: string, characters: number): string {
  if (line.length <= characters) return line;
  const head = Math.ceil((characters * 2) / 3);
  // A pair of surrogates is never torn apart.
  const start = line.slice(0, head).replace(/[\uD800-\uDBFF]$/, "");
  const end = line.slice(line.length - (characters - head)).replace(/^[\uDC00-\uDFFF]/, "");
  const missing = line.length - start.length - end.length;
  return `${start}… ${formatCount(missing)} more characters; --full shows all …${end}`;
}
