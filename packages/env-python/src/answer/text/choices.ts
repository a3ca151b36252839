import type { ExtractedAnswer } from "../extract/extract-answer.ts";

const bare = /^\\?(?:text(?:bf)?|mathrm|mathbf)?\s*\{?\s*[([]?\s*([A-Ja-j])\s*[)\].]?\s*\}?[).]?$/;
const leading =
  /^(?:(?:option|choice|选项?|选择)\s*)?\(?([A-J])(?=[).:,;&/+和或与及\s]|$)(?!\)?\s*[=*^<>-])/i;
// "A triangle" and "I think" begin with words; "A because …" and "A is right" with a choice.
const pronoun =
  /^[AI]\s+(?!(?:and|or|because|since|as|is|are|which|for|with|from|due|follows|holds)\b)[a-z]/;
const another =
  /^\)?\s*(?:(?:[,;&+/]\s*)?(?:and|or|和|或者?|与|及|以及)|[,;&+/])\s*(?:[Oo]ptions?\s*|[Cc]hoices?\s*|选项?)?\(?[A-J](?![A-Za-z])|^\)?[\s.,;]*\([A-J]\)/;
const named = /(?:\b(?:option|choice)\s*|选项?\s*|选择\s*)\(?([A-J])(?![A-Za-z])|\(([A-J])\)/g;
const listGap = /^[\s,;&+/)]*(?:and|or|和|或者?|与|及|以及)?[\s,;]*$/;

/** What stands for an answer that names several choices where one was asked for. */
export const severalChoices = "several";

/** Whether an answer is the letter of a choice. */
export function isChoice(answer: string): boolean {
  return /[A-J]/.test(answer) && bare.test(answer);
}

/** The letter that was chosen, in upper case; `severalChoices`; `undefined` where none was. */
export function choiceOf(text: string, answer: ExtractedAnswer | undefined): string | undefined {
  if (answer !== undefined) {
    const letter = bare.exec(answer.text)?.[1] ?? leadingChoice(answer.text);
    if (letter !== undefined) return letter === severalChoices ? letter : letter.toUpperCase();
    if (answer.by === "box" || answer.by === "cue") return undefined;
  }
  const found = [...text.slice(-5_000).matchAll(named)];
  const [before, last] = found.length > 1 ? found.slice(-2) : [undefined, found[0]];
  if (last === undefined) return undefined;
  const letter = last[1] ?? last[2];
  if (before !== undefined && (before[1] ?? before[2]) !== letter) {
    const between = last.input.slice(before.index + before[0].length, last.index);
    if (listGap.test(between)) return severalChoices;
  }
  return letter;
}

/** The choice that a text begins with: `D) 12`, `option B`. */
function leadingChoice(written: string): string | undefined {
  const text = written
    .replaceAll(/\\(?:text(?:bf)?|mathrm|mathbf|quad|[,;: ])|[{}$*]/g, " ")
    .trim();
  const [whole, letter] = leading.exec(text) ?? [];
  if (whole === undefined || letter === undefined) return undefined;
  if (another.test(text.slice(whole.length))) return severalChoices;
  // Lower-case letters are words and symbols unless a bracket or a stop follows.
  if (letter !== letter.toUpperCase() && !/^[).:]/.test(text.slice(whole.length))) return undefined;
  return pronoun.test(text) ? undefined : letter;
}
