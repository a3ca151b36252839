import { readFileSync } from "node:fs";

import { type JsonObject, parseTaskFile } from "@agent-gym/core";
import { expect, test } from "vitest";

import { checkAnswer } from "../src/answer/index.ts";
import { pythonEnvironment } from "../src/index.ts";
import { describeOnBackends } from "./backends.ts";
import { cells, nothing, play, taskOf } from "./episodes.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = Array.from(readme.matchAll(/```json\n(.*?)```/gs), (match) => match[1] ?? "");
const tasks = examples.map((example) => parseTaskFile(example, "README")[0] ?? {});

test("the README's tasks have every field of the schema between them", () => {
  const fields = Object.keys(pythonEnvironment.taskSchema["properties"] as JsonObject);
  expect([...new Set(tasks.flatMap((task) => Object.keys(task)))].toSorted()).toEqual(
    fields.toSorted(),
  );
});

test("the README names every option, with its default", () => {
  const defaults = Object.entries(pythonEnvironment.parseOptions({}));
  for (const [name, value] of defaults) {
    expect(readme).toMatch(new RegExp(`\\| \`${name}\` +\\| ${JSON.stringify(value)} +\\|`));
  }
});

test("the README's verdicts are what it says", () => {
  const lines = Array.from(readme.matchAll(/^console\.log\(equal\((.*)\)\); \/\/ (\w+)/gm));
  expect(lines).toHaveLength(4);
  for (const [, literal = "", equal] of lines) {
    const [gold = "", prediction = ""] = Array.from(
      literal.matchAll(/("(?:[^"\\]|\\.)*")/g),
      (match) => JSON.parse(match[1] ?? "") as string,
    );
    expect(String(checkAnswer({ gold, prediction }).equal)).toBe(equal);
  }
});

describeOnBackends("the README", ({ provider }) => {
  test.each(tasks)("its task proves itself: $question", async (data) => {
    const task = await taskOf(data);
    const { solution = nothing } = pythonEnvironment.scripts(
      task,
      pythonEnvironment.parseOptions({}),
    );
    expect((await play(task, solution, provider)).verdict).toMatchObject({ reward: 1 });
    expect((await play(task, nothing, provider)).verdict).toMatchObject({ reward: 0 });
  });

  test("its example ends with a reward of 1", async () => {
    const [, question = "", answer = ""] = /question: "(.*?)", answer: "(.*?)"/.exec(readme) ?? [];
    const [, code = ""] = /const code = (".*?");\n/.exec(readme) ?? [];
    const played = await play(
      await taskOf({ question, answer }),
      cells([JSON.parse(code) as string], "The answer is \\boxed{\\frac{25}{12}}."),
      provider,
    );
    expect(played.answers).toEqual(["Fraction(25, 12)"]);
    expect(played.verdict).toMatchObject({ reward: 1 });
  });
});
