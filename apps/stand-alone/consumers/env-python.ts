/** Python is run by the sandbox that comes with the environment, and answers are compared. */
import { callAction, createTasks, openSession, textAction } from "@agent-gym/core";
import { pythonEnvironment, type PythonTask, type Tolerance } from "@agent-gym/env-python";
import { type AnswerCheck, checkAnswer } from "@agent-gym/env-python/answer";
import { createPyodideProvider } from "@agent-gym/sandbox/pyodide";

const input = {
  question: "What is the sum of 1/n for n from 1 to 4?",
  answer: "25/12",
} satisfies Partial<PythonTask>;
const [task] = await createTasks([input]);
if (task === undefined) throw new Error("There is no task.");

async function play(answer: string): Promise<number | null> {
  if (task === undefined) return null;
  await using session = await openSession({
    definition: pythonEnvironment,
    task,
    sandboxes: createPyodideProvider(),
  });
  const code = "from fractions import Fraction\nsum(Fraction(1, n) for n in range(1, 5))";
  await session.episode?.step(callAction({ name: "run_python_code", arguments: { code } }));
  await session.episode?.step(textAction(`The answer is \\boxed{${answer}}.`));
  return (await session.finish()).verdict.reward;
}

const reward = await play("\\frac{25}{12}");
if (reward !== 1) throw new Error(`The reward is ${reward}.`);

const tolerance: Tolerance | undefined = undefined;
const check: AnswerCheck = checkAnswer({ gold: "1.5", prediction: "It is \\boxed{3/2}." });
if (check.equal !== true || tolerance !== undefined) throw new Error(JSON.stringify(check));
console.log("done");
