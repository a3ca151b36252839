import { Budget, OverBudget } from "../number/budget.ts";
import { parseAnswer } from "../parse/parse-answer.ts";
import { normalizeCharacters } from "../text/normalize-characters.ts";
import { behindLastCue, finalAnswerBehind, firstSentence } from "./answer-cues.ts";
import { endsInBox, lastBoxed } from "./find-boxes.ts";
import { findMaths, joinedMaths } from "./find-maths.ts";
import { findNumber } from "./find-number.ts";
import { isDenied } from "./is-denied.ts";
import { stripWrapping } from "./strip-wrapping.ts";

/** An answer as it stands in a text. */
export interface ExtractedAnswer {
  /** Without delimiters; full-width and typographic characters as ASCII and LaTeX. */
  readonly text: string;
  /** What told that this is the answer. */
  readonly by: "box" | "cue" | "whole" | "formula" | "number";
}

/** How a text is to be read. */
export interface ExtractOptions {
  /**
   * `gold`: a task's answer, which is all answer unless a box or a phrase says otherwise.
   * `prediction`: what a model said, in which the answer must be found.
   */
  readonly from: "gold" | "prediction";
  /** @internal */
  readonly budget?: Budget;
}

/** Longer texts are read from their end: nobody answers first and writes on for so long. */
const maximumLength = 50_000;

/**
 * Finds the answer in a text: in the last `\boxed{}` (or several side by side), behind "the answer
 * is", `####`, 答案是 and the like, else in the text as a whole, its last formula, its last number.
 * `undefined` when there is none, or when the text breaks off within a box.
 */
export function extractAnswer(
  text: string,
  { from, budget = new Budget() }: ExtractOptions,
): ExtractedAnswer | undefined {
  const said = normalizeCharacters(from === "gold" ? text.slice(-maximumLength) : finalWords(text));
  if (from === "prediction" && endsInBox(said)) return undefined;
  const boxed = lastBoxed(said);
  if (boxed !== undefined) {
    const later = from === "prediction" ? finalAnswerBehind(said.slice(boxed.end)) : undefined;
    const corrected = later === undefined ? undefined : fromSentence(later, budget);
    return corrected === undefined
      ? { text: stripWrapping(boxed.content), by: "box" }
      : { text: corrected, by: "cue" };
  }
  const whole = stripWrapping(said.replaceAll(/\\f?boxed\{\s*\}/g, ""));
  if (whole === "") return undefined;
  const behind = behindLastCue(said);
  if (behind !== undefined) {
    const found = fromSentence(firstSentence(behind), budget);
    if (found !== undefined) return { text: found, by: "cue" };
  }
  if (from === "gold" || isFormula(whole, budget)) return { text: whole, by: "whole" };
  return (
    lastResult(said, budget) ?? (whole.length <= 80 ? { text: whole, by: "whole" } : undefined)
  );
}

/** Without what was thought, and without the control tokens of chat templates. */
function finalWords(text: string): string {
  const thought = text.lastIndexOf("</think>");
  return text
    .slice(thought < 0 ? 0 : thought + "</think>".length)
    .slice(-maximumLength)
    .replaceAll(/<\|[^|<>\n]{1,30}\|>(?:user|assistant)?/g, " ");
}

function isFormula(text: string, budget: Budget): boolean {
  if (text.length > 400) return false;
  try {
    return parseAnswer(text, "thousands", budget) !== undefined;
  } catch (error) {
    if (error instanceof OverBudget) return false;
    throw error;
  }
}

/** The answer in a sentence that says it: all of it, its first formula or number, a few words. */
function fromSentence(sentence: string, budget: Budget): string | undefined {
  const words = stripWrapping(sentence);
  if (words === "") return undefined;
  if (isFormula(words, budget)) return words;
  const spans = findMaths(sentence).filter(
    ({ start }) => !isDenied(sentence.slice(Math.max(0, start - 40), start)),
  );
  const [first] = spans;
  const start = /^\W*/.exec(sentence)?.[0].length ?? 0;
  const beginsWithResult =
    (first !== undefined && first.start <= start) || /^\W{0,3}\d/.test(sentence);
  if (!beginsWithResult) {
    // `the volume of $ABCD$ is 120`
    const [, behind] =
      /^.*(?:\b(?:is|are|equals|becomes|by)\b|[为是]|等于)(.{1,200})$/s.exec(sentence) ?? [];
    const inner = behind === undefined ? undefined : fromSentence(behind, budget);
    if (inner !== undefined && /[\d\\]/.test(inner)) return inner;
  }
  const number = findNumber(sentence, "first");
  if (first !== undefined && (number === undefined || first.start <= number.start)) {
    return joinedMaths(sentence, spans, 0)
      .map(({ content }) => content)
      .join(" , ");
  }
  if (number !== undefined) return bracketsAround(sentence, budget) ?? number.content;
  return words.length <= 120 ? words : undefined;
}

/** A tuple or an interval in plain words, if one is the last thing said. */
function bracketsAround(text: string, budget: Budget): string | undefined {
  const groups = text.slice(-2_000).match(/[([{][^()[\]{}\n]{3,120}[)\]}]/g) ?? [];
  const last = groups.findLast((group) => group.includes(",") && isFormula(group, budget));
  if (last === undefined) return undefined;
  const behind = text.slice(text.lastIndexOf(last) + last.length);
  return /\d/.test(behind) ? undefined : last;
}

function lastResult(text: string, budget: Budget): ExtractedAnswer | undefined {
  const spans = findMaths(text).filter(
    ({ start }) => !isDenied(text.slice(Math.max(0, start - 40), start)),
  );
  const telling = spans.findLastIndex(({ content }) => /[\d=<>]|\\[a-zA-Z]{2}/.test(content));
  const index = telling < 0 ? spans.length - 1 : telling;
  const span = spans[index];
  const number = findNumber(text, "last");
  if (span !== undefined && (number === undefined || !isLater(text, span.end, number.start))) {
    let first = index;
    while (first > 0 && joinedMaths(text, spans, first - 1).length > index - first + 1) first -= 1;
    const group = joinedMaths(text, spans, first);
    return { text: group.map(({ content }) => content).join(" , "), by: "formula" };
  }
  if (number === undefined) return undefined;
  const brackets = bracketsAround(text, budget);
  return brackets === undefined
    ? { text: number.content, by: "number" }
    : { text: brackets, by: "formula" };
}

/** Whether a number stands in a later line than a formula, or in a later sentence that concludes. */
function isLater(text: string, formulaEnd: number, numberStart: number): boolean {
  if (numberStart <= formulaEnd) return false;
  const between = text.slice(formulaEnd, numberStart);
  return /\n|[.!?]\s+(?:therefore|thus|so|hence|in total|因此|所以|故|总共|一共)/i.test(between);
}
