import type { AnswerCheck } from "./check.ts";
import type { Finding } from "./finding.ts";
import { readNumber } from "./read-number.ts";

/** Beginnings of the line that holds the answer. */
const marks = /^(?:final\s+answer|answer|最终答案|答案|回答)\s*[:：]/iu;

/**
 * What stands after the last `Answer:` (or `答案：`) that begins a line; `undefined` when no line does.
 * Marks of Markdown around words don't count; between digits, or as `>` before a number, they do.
 */
export function answerLine(said: string): string | undefined {
  const lines = said.normalize("NFKC").split(/\r?\n/u);
  for (const line of lines.toReversed()) {
    const words = line
      .replace(/^[\s>]+/u, "")
      .replaceAll(/(?<![\d*`#])[*`#]+|[*`#]+(?![\d*`#])/gu, "")
      .trim();
    const mark = marks.exec(words);
    if (mark !== null) return words.slice(mark[0].length).trim();
  }
  return undefined;
}

/**
 * Compares the answer with what it must be. Of several numbers or names none is an answer, nor is a
 * number with words that may change what it says.
 */
export function checkAnswer(check: AnswerCheck, said: string): Finding {
  const { number, text, list } = check;
  const expected = { answer: number ?? text ?? list ?? "" };
  const line = answerLine(said.slice(-20_000));
  if (line === undefined) {
    return { passed: false, expected, found: "no line begins with “Answer:”" };
  }
  const found = line.length > 500 ? `${line.slice(0, 500)}…` : line;
  return { passed: isRight(check, line), expected, found };
}

function isRight(
  { number, units = [], tolerance, text, list, ordered }: AnswerCheck,
  line: string,
): boolean {
  if (number !== undefined) {
    // No number is that long, and much text would take long to read.
    const given = line.length > 500 ? undefined : readNumber(plain(line), units.map(plain));
    if (given === undefined) return false;
    // The last digits of a fraction are the computer's; those of a whole number are not.
    const whole = Number.isInteger(number) && Number.isInteger(given);
    const slack = whole ? tolerance : Math.max(tolerance, Math.abs(number) * 1e-9);
    return Math.abs(given - number) <= slack;
  }
  if (text !== undefined) {
    return [text].flat().some((one) => plain(one) === plain(line));
  }
  const wanted = (list ?? []).map(plain);
  const given = line
    .split(/[,;、]/u)
    .map(plain)
    .filter((item) => item !== "");
  if (!ordered) {
    wanted.sort();
    given.sort();
  }
  return JSON.stringify(wanted) === JSON.stringify(given);
}

function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/\s+/gu, " ")
    .replaceAll(/^[\s"'“”‘’「」《》()[\]]+|[\s"'“”‘’「」《》()[\].。!]+$/gu, "");
}
