import { answerProblem, numericValue } from "../answer/index.ts";
import { answerType, type PythonTask } from "./python-task.ts";

/** What is wrong with a task that its schema can't say: one line per fault. */
export function taskProblems(task: PythonTask): readonly string[] {
  return [...judgingProblems(task), ...toleranceProblems(task), ...fileProblems(task)];
}

function judgingProblems(task: PythonTask): readonly string[] {
  const { answer, tests } = task;
  const type = answerType(task);
  if (type === "tests") {
    return tests === undefined ? ["tests: missing, and the answer_type is tests"] : [];
  }
  if (tests !== undefined) return [`answer_type: ${type} does not go with tests`];
  if (answer === undefined) {
    return ["answer: missing; nothing would judge the task (or give it tests)"];
  }
  const isText = typeof answer === "string" || typeof answer === "number";
  switch (type) {
    case "json":
      return [];
    case "exact":
      return isText && `${answer}`.trim() !== ""
        ? []
        : ["answer: must be a text that is not empty"];
    case "number":
      return isText && numericValue(`${answer}`) !== undefined
        ? []
        : ["answer: must be a number, or a text that comes to one"];
    default: {
      if (!isText) return ["answer: must be a text or a number, for the answer_type math"];
      const problem = answerProblem(`${answer}`);
      return problem === undefined ? [] : [`answer: ${problem}`];
    }
  }
}

function toleranceProblems(task: PythonTask): readonly string[] {
  return task.tolerance === undefined || answerType(task) === "number"
    ? []
    : ["tolerance: only for the answer_type number"];
}

function fileProblems({ files = {} }: PythonTask): readonly string[] {
  return Object.keys(files).flatMap((path) => {
    const parents = path.split("/").slice(0, -1);
    return parents.flatMap((_, index) => {
      const parent = parents.slice(0, index + 1).join("/");
      return parent in files ? [`files: "${parent}" is a file and can't hold "${path}"`] : [];
    });
  });
}
