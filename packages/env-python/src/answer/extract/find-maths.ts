/** A formula between its delimiters. */
export interface MathsSpan {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

const delimiters = [
  ["$$", "$$"],
  ["$", "$"],
  ["\\(", "\\)"],
  ["\\[", "\\]"],
] as const;

/** All formulas of a text that stand between LaTeX's delimiters, in order. Linear. */
export function findMaths(text: string): readonly MathsSpan[] {
  const spans: MathsSpan[] = [];
  // A delimiter that is not closed once is not closed further on, either.
  const unclosed = new Set<string>();
  const opening = /(?<!\\)\$\$?|\\[([]/g;
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const [open] = found;
    const start = found.index + open.length;
    const close = delimiters.find(([one]) => one === open)?.[1] ?? "$";
    const end = unclosed.has(open) ? -1 : text.indexOf(close, start);
    if (end < 0) {
      unclosed.add(open);
      continue;
    }
    const content = text.slice(start, end).trim();
    // `$5 and $6` are two prices: the second sign does not close.
    const isPrice =
      open === "$" && (content.includes("\n\n") || /^\d[\d,.]*\s+[a-z]{2,}/i.test(content));
    if (isPrice) {
      opening.lastIndex = start;
      continue;
    }
    opening.lastIndex = end + close.length;
    if (content === "") continue;
    spans.push({
      start: found.index,
      end: end + close.length,
      content: content.replace(/[.,;]$/, ""),
    });
  }
  return spans;
}

const gap = /^[\s,;]*(?:and|or|和|或者?|与|及|以及)?[\s,;]*$/;

/** The formulas that follow one in a list: `$2$, $3$ and $5$`. */
export function joinedMaths(
  text: string,
  spans: readonly MathsSpan[],
  from: number,
): readonly MathsSpan[] {
  const group: MathsSpan[] = [];
  for (const span of spans.slice(from)) {
    const last = group.at(-1);
    const between = last === undefined ? "," : text.slice(last.end, span.start);
    if (between.length > 20 || between.trim() === "" || !gap.test(between)) break;
    group.push(span);
  }
  return group;
}
