import { matchBraces } from "../text/match-braces.ts";

/** A `\boxed{…}`: where it stands, and what it holds. */
interface Box {
  readonly start: number;
  readonly end: number;
  readonly content: string;
}

/** All boxes of a text that are closed, outermost only, in order. Linear. */
function findBoxes(text: string): readonly Box[] {
  if (!text.includes("boxed") && !text.includes("\\fbox")) return [];
  const partners = matchBraces(text);
  const opening = /\\(?:f?boxed|fbox)\s*(?=\{|[^\s{])/g;
  const boxes: Box[] = [];
  for (let found = opening.exec(text); found !== null; found = opening.exec(text)) {
    const open = found.index + found[0].length;
    if (text[open] !== "{") {
      // `\boxed 5` holds one character.
      boxes.push({ start: found.index, end: open + 1, content: text.slice(open, open + 1) });
      continue;
    }
    const close = partners[open] ?? -1;
    if (close < 0) continue;
    boxes.push({ start: found.index, end: close + 1, content: text.slice(open + 1, close) });
    opening.lastIndex = close + 1;
  }
  return boxes;
}

/** Whether a text breaks off within a box: what stands there may be half of an answer. */
export function endsInBox(text: string): boolean {
  const last = Math.max(text.lastIndexOf("\\boxed{"), text.lastIndexOf("\\fbox{"));
  if (last < 0) return false;
  const open = text.indexOf("{", last);
  return (matchBraces(text.slice(open))[0] ?? -1) < 0;
}

/** Within one sentence, something that joins what stands before it and behind it. */
const joint = /^\s*$|,(?!\s*(?:so|then|which|because|since|thus))|;|\b(?:and|or)\b|[和或与及且]/;

/**
 * What the last box says; boxes of one sentence that an "and" or a comma joins say it together, as a list.
 * `undefined` when there is none, or nothing in it.
 */
export function lastBoxed(
  text: string,
): { readonly content: string; readonly end: number } | undefined {
  const boxes = findBoxes(text).filter(({ content }) => content.trim() !== "");
  const last = boxes.at(-1);
  if (last === undefined) return undefined;
  const group = [last];
  for (let index = boxes.length - 2; index >= 0 && group.length < 50; index -= 1) {
    const [box, next] = [boxes[index], group[0]];
    if (box === undefined || next === undefined || next.start - box.end > 40) break;
    const between = text.slice(box.end, next.start);
    if (/[\n.]/.test(between) || !joint.test(between)) break;
    group.unshift(box);
  }
  const contents = new Set(group.map(({ content }) => content.trim()));
  const isPercent = group.length === 1 && /^\s*\\?%/.test(text.slice(last.end, last.end + 8));
  return { content: [...contents].join(" , ") + (isPercent ? "%" : ""), end: last.end };
}
