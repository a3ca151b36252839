import {
  type EpisodeContext,
  finalAnswer,
  type GradeInput,
  type TypedTask,
  type Verdict,
} from "@agent-gym/core";

import type { PythonEvidence } from "../evidence/python-evidence.ts";
import type { PythonOptions } from "../python-options.ts";
import { answerType, type PythonTask } from "../task/python-task.ts";
import { judgeProgram } from "./judge-program.ts";
import { judgeExact, judgeJson, judgeMath, judgeNumber } from "./judge-value.ts";
import { type AnswerJudgement, noAnswer } from "./judgement.ts";

type Input = GradeInput<TypedTask<PythonTask>, PythonEvidence>;
type Context = EpisodeContext & { readonly signal: AbortSignal };

/**
 * Judges the last thing that the agent said: an answer by its type, a program by the task's hidden
 * tests in fresh sandboxes. The reward is 1 or 0; with tests, the score `tests` is the share that
 * passed.
 *
 * @throws VerifierError when the hidden tests themselves are broken.
 * @throws SandboxError when a sandbox fails.
 */
export async function gradeEpisode(
  input: Input,
  options: PythonOptions,
  context: Context,
): Promise<Verdict> {
  const { correct, details, scores } = await judge(input, options, context);
  return {
    reward: correct ? 1 : 0,
    ...(scores === undefined ? {} : { scores }),
    details: { type: answerType(input.task.input), ...details },
  };
}

async function judge(
  { task: { input: task }, transcript, evidence }: Input,
  { testSeconds }: PythonOptions,
  context: Context,
): Promise<AnswerJudgement> {
  const said = finalAnswer(transcript);
  const type = answerType(task);
  if (type === "tests") {
    return await judgeProgram(task, { said, files: evidence.files ?? {}, testSeconds }, context);
  }
  const answer = task.answer ?? null;
  if (said === undefined) return noAnswer(answer);
  const gold = typeof answer === "string" ? answer : JSON.stringify(answer);
  switch (type) {
    case "json":
      return judgeJson(answer, said);
    case "exact":
      return judgeExact(gold, said);
    case "number":
      return judgeNumber(gold, said, task.tolerance);
    default:
      return judgeMath(gold, said);
  }
}
