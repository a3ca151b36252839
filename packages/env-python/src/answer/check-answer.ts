import { compareAnswers } from "./compare/compare-answers.ts";
import { different, equal, type Judgement, unsure } from "./compare/judgement.ts";
import { extractAnswer, type ExtractedAnswer } from "./extract/extract-answer.ts";
import { Budget, OverBudget } from "./number/budget.ts";
import type { Expression } from "./parse/expression.ts";
import { parseReadings } from "./parse/parse-readings.ts";
import { choiceOf, isChoice, severalChoices } from "./text/choices.ts";
import { compareDates } from "./text/compare-dates.ts";
import { compareText } from "./text/compare-text.ts";

/** What was compared, and how it went. */
export interface AnswerCheck {
  /**
   * `null` when it can't be told: one of the two can't be read or worked out, or more would have to
   * be known. It is never `true` in doubt.
   */
  readonly equal: boolean | null;
  /** The answers as they were found; `null` for a prediction that has none. */
  readonly gold: string;
  /** The model's answer, as it was found; `null` when it gives none. */
  readonly prediction: string | null;
  /** Why, in a few words. */
  readonly reason: string;
}

/**
 * Whether what a model said is the answer that a task gives. The two are not interchangeable: the
 * gold answer is taken as it is, and decides what is asked for; the prediction's is searched for in
 * what was said, and must be worked out.
 *
 * Equal input gives equal output. However long or deep the input, it returns within about 50 ms, in
 * this thread: work is counted, and what takes too much of it can't be told.
 */
export function checkAnswer({
  gold,
  prediction,
}: {
  readonly gold: string;
  readonly prediction: string;
}): AnswerCheck {
  const expected = extractAnswer(gold, { from: "gold" });
  const found = extractAnswer(prediction, { from: "prediction" });
  const shown = { gold: expected?.text ?? gold, prediction: found?.text ?? null };
  if (expected === undefined) return { ...shown, ...unsure("the gold answer is empty") };
  if (isChoice(expected.text)) {
    const choice = choiceOf(prediction, found);
    if (choice === severalChoices) return { ...shown, ...different("more than one choice") };
    if (choice !== undefined) {
      const isSame = choiceOf(gold, expected) === choice;
      const judgement = isSame ? equal("the same choice") : different("another choice");
      return { ...shown, prediction: choice, ...judgement };
    }
  }
  if (isChoice(expected.text) && /^[A-J]\s+[a-z]/.test(found?.text ?? "")) {
    // `A triangle`, `I think` are no letter times a unit.
    return { ...shown, ...unsure("words that name no choice") };
  }
  if (found === undefined) return { ...shown, ...different("the prediction has no answer") };
  return { ...shown, ...judge(expected, found) };
}

function judge(expected: ExtractedAnswer, found: ExtractedAnswer): Judgement {
  const dates = compareDates(expected.text, found.text);
  if (dates !== undefined) return dates;
  // White space aside, what is written alike is alike, however hard it is to read.
  if (squeeze(expected.text) === squeeze(found.text)) return equal("written alike");
  const budget = new Budget();
  try {
    const golds = parseReadings(expected.text, "gold", budget);
    const predictions = parseReadings(found.text, "prediction", budget);
    if (golds.length > 0 && predictions.length > 0) return compareAll(golds, predictions, budget);
    return golds.length === 0 && predictions.length === 0
      ? compareText(expected.text, found.text)
      : compareHalfRead(expected.text, found.text, golds, predictions);
  } catch (error) {
    if (error instanceof OverBudget) return unsure(error.message);
    throw error;
  }
}

/** Between digits, white space matters: `3 1/2` is not `31/2`. */
function squeeze(text: string): string {
  return text.replaceAll(/(?<!\d)\s+|\s+(?!\d)/g, "").replaceAll(/\s+/g, " ");
}

/** The best of all readings: an answer that can be read in two ways may be meant in either. */
function compareAll(
  golds: readonly Expression[],
  predictions: readonly Expression[],
  budget: Budget,
): Judgement {
  let first: Judgement | undefined;
  for (const gold of golds) {
    for (const prediction of predictions) {
      const judgement = compareAnswers(gold, prediction, budget);
      if (judgement.equal === true) return judgement;
      first ??= judgement;
    }
  }
  return first ?? unsure("nothing to compare");
}

function compareHalfRead(
  gold: string,
  prediction: string,
  golds: readonly Expression[],
  predictions: readonly Expression[],
): Judgement {
  const texts = compareText(gold, prediction);
  if (texts.equal === true || [...golds, ...predictions].some(({ kind }) => kind === "text")) {
    return texts;
  }
  return golds.length === 0
    ? unsure("the gold answer can't be read as a formula")
    : unsure("the prediction can't be read as a formula");
}
