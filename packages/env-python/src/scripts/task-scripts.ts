import {
  type Action,
  callAction,
  contentText,
  type Observation,
  type Script,
  type TaskScripts,
  textAction,
} from "@agent-gym/core";

import { answerType, type PythonTask } from "../task/python-task.ts";
import { cheatsFor } from "./cheats.ts";
import { sayAnswer } from "./say-answer.ts";

/**
 * A task's reference solution, if it has one, and the cheats that every task must withstand. Without
 * Python that solves it, the solution of a task with an answer is to say that.
 */
export function taskScripts(task: PythonTask): TaskScripts {
  const cheats = cheatsFor(task);
  const solution = solutionOf(task);
  return solution === undefined ? { cheats } : { solution, cheats };
}

function solutionOf(task: PythonTask): Script | undefined {
  const { solution, answer } = task;
  if (answerType(task) === "tests") return solution === undefined ? undefined : program(solution);
  if (solution !== undefined) return computed(task, solution);
  if (answer === undefined) return undefined;
  return function* () {
    yield sayAnswer(task, typeof answer === "string" ? answer : JSON.stringify(answer));
  };
}

/** Says what the solution's last line of output is. */
function computed(task: PythonTask, code: string): Script {
  return function* (): Generator<Action, void, Observation> {
    const { results = [] } = yield callAction({ name: "run_python_code", arguments: { code } });
    const output = contentText(results[0]?.content ?? "").trimEnd();
    yield sayAnswer(task, output.split("\n").at(-1) ?? "");
  };
}

function program(code: string): Script {
  return function* () {
    yield callAction({ name: "run_python_code", arguments: { code } });
    yield textAction(`\`\`\`python\n${code}\n\`\`\``);
  };
}
