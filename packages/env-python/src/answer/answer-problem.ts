import { extractAnswer } from "./extract/extract-answer.ts";
import { Budget, OverBudget } from "./number/budget.ts";
import { parseReadings } from "./parse/parse-readings.ts";

/** The longest text that can be hoped for word by word. */
const longestWords = 60;

/**
 * Why a gold answer can't be judged against: it is empty, or neither a formula that can be read nor
 * a few words. `undefined` when it can.
 */
export function answerProblem(gold: string): string | undefined {
  const answer = extractAnswer(gold, { from: "gold" });
  if (answer === undefined) return "it is empty";
  try {
    if (parseReadings(answer.text, "gold", new Budget()).length > 0) return undefined;
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    return "it takes too much work to read";
  }
  const isWords = answer.text.length <= longestWords && !/[\\^_={}<>]/.test(answer.text);
  return isWords
    ? undefined
    : "it can't be read as a formula, a number or a few words (use answer_type exact or json)";
}
