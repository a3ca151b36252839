import type { Budget } from "../number/budget.ts";
import { readChineseNumerals } from "../text/chinese-numerals.ts";
import type { Expression } from "./expression.ts";
import { parseAnswer } from "./parse-answer.ts";
import type { CommaReading } from "./token.ts";

/** The ways in which an answer can be read, likeliest first; none when it is no formula. */
export function parseReadings(
  text: string,
  role: "gold" | "prediction",
  budget: Budget,
): readonly Expression[] {
  const answer = readNumberWords(readChineseNumerals(text));
  return commaReadings(answer, role)
    .map((comma) => parseAnswer(answer, comma, budget))
    .filter((reading) => reading !== undefined);
}

/** `1,000` is a thousand or a list, `1,5` a list or one and a half. */
function commaReadings(text: string, role: "gold" | "prediction"): readonly CommaReading[] {
  if (!/\d,\d/.test(text)) return ["list"];
  const isGrouped = /(?<![\d,.])[1-9]\d{0,2}(?:,\d{3})+(?![\d,])/.test(text);
  // In a list the commas between items are followed by a space: `1,000, 2,000`.
  if (isGrouped)
    return /^\s*[([{]|\\\{/.test(text) && !/, /.test(text) ? ["list"] : ["thousands", "list"];
  const decimal = /^[^,]*\d,(\d+)[^,\d]*$/.exec(text)?.[1];
  const isDecimal =
    decimal !== undefined &&
    !/[([{]/.test(text) &&
    (role === "prediction" ? decimal.length !== 3 : decimal.length === 2 || /\b0,/.test(text));
  return isDecimal ? ["list", "decimal"] : ["list"];
}

const numberWords: ReadonlyMap<string, string> = new Map(
  `zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
  sixteen seventeen eighteen nineteen twenty`
    .split(/\s+/)
    .map((word, value) => [word, String(value)]),
);

/** `three`, `Twelve apples` */
function readNumberWords(text: string): string {
  const [word = ""] = /^[A-Za-z]+/.exec(text) ?? [];
  const value = numberWords.get(word.toLowerCase());
  return value === undefined ? text : `${value}${text.slice(word.length)}`;
}
