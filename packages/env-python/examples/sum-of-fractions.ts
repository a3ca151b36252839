import { callAction, createTasks, openSession, textAction } from "@agent-gym/core";
import { pythonEnvironment } from "@agent-gym/env-python";
import { createBubblewrapProvider } from "@agent-gym/sandbox/bubblewrap";

const [task] = await createTasks([
  { question: "What is the sum of 1/n for n from 1 to 4?", answer: "25/12" },
]);
if (task === undefined) throw new Error("no task");

await using session = await openSession({
  definition: pythonEnvironment,
  task,
  sandboxes: createBubblewrapProvider(),
});
const code = "from fractions import Fraction\nsum(Fraction(1, n) for n in range(1, 5))";
await session.episode?.step(callAction({ name: "run_python_code", arguments: { code } }));
await session.episode?.step(textAction("The answer is \\boxed{\\frac{25}{12}}."));
const { verdict } = await session.finish();
console.log(verdict.reward); // 1
