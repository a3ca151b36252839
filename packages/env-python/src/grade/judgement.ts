import type { Json } from "@agent-gym/core";

/** What a judge of one answer type found. */
export interface AnswerJudgement {
  readonly correct: boolean;
  /** What a person needs to understand it. */
  readonly details: Readonly<Record<string, Json>>;
  /** Named parts, each from 0 to 1. */
  readonly scores?: Readonly<Record<string, number>>;
}

/** The judgement of an episode that ended without an answer. */
export function noAnswer(expected: Json): AnswerJudgement {
  return {
    correct: false,
    details: { expected, found: null, reason: "the episode ended without an answer" },
  };
}
