import type { ExtractedAnswer } from "../extract/extract-answer.ts";

const bare = /^\\?(?:text(?:bf)?|mathrm|mathbf)?\s*\{?\s*[([]?\s*([A-Ja-j])\s*[)\].]?\s*\}?[).]?$/;
const leading =
  /^(?:\\text(?:bf)?\{)?(?:(?:option|choice|选项?|选择)\s*)?\(?([A-J])(?:\)|\.|:|,|\}|\s|$)(?![\s]*[=+*/^<>-])/i;
const named = /(?:\b(?:option|choice)\s*|选项?\s*|选择\s*)\(?([A-J])(?![A-Za-z])|\(([A-J])\)/g;

/** Whether an answer is the letter of a choice. */
export function isChoice(answer: string): boolean {
  return /[A-J]/.test(answer) && bare.test(answer);
}

/** The letter that was chosen, in upper case; `undefined` where none was. */
export function choiceOf(text: string, answer: ExtractedAnswer | undefined): string | undefined {
  if (answer !== undefined) {
    const letter = bare.exec(answer.text)?.[1] ?? leading.exec(answer.text)?.[1];
    if (letter !== undefined) return letter.toUpperCase();
    if (answer.by === "box" || answer.by === "cue") return undefined;
  }
  const last = [...text.slice(-5_000).matchAll(named)].at(-1);
  return last?.[1] ?? last?.[2];
}
