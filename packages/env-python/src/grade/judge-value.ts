import type { Json } from "@agent-gym/core";

import { checkAnswer, extractAnswer, numericValue } from "../answer/index.ts";
import type { PythonTask, Tolerance } from "../task/python-task.ts";
import { equalJson } from "./equal-json.ts";
import type { AnswerJudgement } from "./judgement.ts";
import { lastCodeBlock } from "./last-code-block.ts";

/** By mathematical meaning. What can't be shown to be equal is not correct. */
export function judgeMath(gold: string, said: string): AnswerJudgement {
  const check = checkAnswer({ gold, prediction: said });
  return {
    correct: check.equal === true,
    details: {
      expected: check.gold,
      found: check.prediction,
      equal: check.equal,
      reason: check.reason,
    },
  };
}

/** Character by character, white space at the ends aside. */
export function judgeExact(gold: string, said: string): AnswerJudgement {
  const found = extractAnswer(said, { from: "prediction" });
  const whole = said.trim();
  // What stands alone is taken as it is, whatever it looks like.
  const answers = found === undefined ? [whole] : [exactly(said) ?? found.text, whole];
  const correct = answers.some((answer) => answer === gold.trim());
  return { correct, details: { expected: gold, found: answers[0] ?? null } };
}

/** The content of the last box, unchanged: extraction for formulas folds characters. */
function exactly(said: string): string | undefined {
  const start = said.lastIndexOf("\\boxed{");
  if (start < 0) return undefined;
  const open = start + "\\boxed{".length;
  let depth = 1;
  for (let index = open; index < said.length; index += 1) {
    if (said[index] === "{") depth += 1;
    else if (said[index] === "}") depth -= 1;
    if (depth === 0) return said.slice(open, index).trim();
  }
  return undefined;
}

const oneMillionth: Tolerance = { relative: 1e-6 };

/** By distance. */
export function judgeNumber(
  gold: string,
  said: string,
  tolerance: PythonTask["tolerance"] = oneMillionth,
): AnswerJudgement {
  const expected = numericValue(gold);
  const found = numericValue(said, { from: "prediction" });
  const { absolute = 0, relative = 0 } =
    typeof tolerance === "number" ? { absolute: tolerance } : tolerance;
  const correct =
    expected !== undefined &&
    found !== undefined &&
    // One rounding more than the bound asks for.
    Math.abs(found - expected) <=
      Math.max(absolute, relative * Math.abs(expected)) + 1e-12 * Math.abs(expected);
  return {
    correct,
    details: {
      expected: expected ?? gold,
      found: found ?? null,
      tolerance: { absolute, relative },
    },
  };
}

/** As data: the order of an object's members does not matter. */
export function judgeJson(gold: Json, said: string): AnswerJudgement {
  const [bracketed] = /[[{].*[\]}]/s.exec(said) ?? [];
  const candidates = [lastCodeBlock(said, ["json"]), said, bracketed];
  for (const candidate of candidates) {
    const parsed = candidate === undefined ? undefined : parse(candidate);
    if (parsed === undefined) continue;
    return {
      correct: equalJson(gold, parsed.value),
      details: { expected: gold, found: parsed.value },
    };
  }
  return { correct: false, details: { expected: gold, found: null, reason: "no JSON was said" } };
}

function parse(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}
