import { type JsonObject } from "@agent-gym/core";
import { expect, test } from "vitest";

import { pythonEnvironment } from "../../src/index.ts";
import { readTasks, taskOf } from "../episodes.ts";

const problem = async (data: JsonObject): Promise<string> => {
  const task = await taskOf({ id: "bad", ...data });
  try {
    pythonEnvironment.check(task);
    return "";
  } catch (error) {
    return (error as Error).message;
  }
};

test.each([
  ["no answer", { question: "q" }, /answer: missing/],
  ["no question", { answer: "1" }, /question/],
  ["an empty answer", { question: "q", answer: " " }, /answer: it is empty/],
  [
    "an answer nobody can read",
    { question: "q", answer: "\\foo{x_{1}" },
    /answer: it can't be read/,
  ],
  [
    "a long text as mathematics",
    { question: "q", answer: "so ".repeat(50) },
    /use answer_type exact/,
  ],
  [
    "a list as a number",
    { question: "q", answer: "1, 2", answer_type: "number" },
    /must be a number/,
  ],
  ["an object as mathematics", { question: "q", answer: { a: 1 } }, /must be a text or a number/],
  ["tests without tests", { question: "q", answer_type: "tests" }, /tests: missing/],
  [
    "tests and another type",
    { question: "q", tests: "1", answer_type: "math" },
    /does not go with tests/,
  ],
  [
    "a tolerance for a formula",
    { question: "q", answer: "1", tolerance: 1 },
    /only for the answer_type number/,
  ],
  ["a misspelt field", { question: "q", answer: "1", awnser: "2" }, /awnser/],
  [
    "a path that leads out",
    { question: "q", answer: "1", files: { "../x": "" } },
    /inside the workspace/,
  ],
  [
    "a file that holds a file",
    { question: "q", answer: "1", files: { a: "", "a/b": "" } },
    /can't hold/,
  ],
] as const)("%s is refused by name", async (_, data, message) => {
  const said = await problem(data);
  expect(said).toMatch(message);
  expect(said).toContain('"bad"');
});

test.each([
  { question: "q", answer: "42" },
  { question: "q", answer: 42 },
  { question: "q", answer: "Tuesday" },
  { question: "q", answer: "答案是三分之二" },
  { question: "q", answer: { any: ["thing"] }, answer_type: "json" },
  { question: "q", answer: null, answer_type: "json" },
  { question: "q", tests: "assert True" },
])("%j is a task", async (data) => {
  expect(await problem(data)).toBe("");
});

test("the first Agent Gym's tasks are tasks", async () => {
  const tasks = await readTasks(new URL("../fixtures/first-tasks.json", import.meta.url));
  expect(tasks).toHaveLength(1);
  for (const task of tasks) expect(() => pythonEnvironment.check(task)).not.toThrow();
});
