export { answerProblem } from "./answer-problem.ts";
export type { AnswerCheck } from "./check-answer.ts";
export { checkAnswer } from "./check-answer.ts";
export type { ExtractedAnswer, ExtractOptions } from "./extract/extract-answer.ts";
export { extractAnswer } from "./extract/extract-answer.ts";
export { numericValue } from "./numeric-value.ts";
