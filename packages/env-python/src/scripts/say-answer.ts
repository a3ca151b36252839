import { type Action, textAction } from "@agent-gym/core";

import { answerType, type PythonTask } from "../task/python-task.ts";

/** An answer in the form that the task's instructions ask for. */
export function sayAnswer(task: PythonTask, answer: string): Action {
  if (answerType(task) === "json") return textAction(`\`\`\`json\n${answer}\n\`\`\``);
  return textAction(answer.includes("\\boxed") ? answer : `\\boxed{${answer}}`);
}
