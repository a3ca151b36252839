import { type Script, type Task, taskFileSchema, type Verdict } from "@agent-gym/core";
import { expect, test } from "vitest";

import { pythonEnvironment } from "../src/index.ts";
import { backends, describeOnBackends } from "./backends.ts";
import { nothing, play, readTasks } from "./episodes.ts";

const data = new URL("../../../data/", import.meta.url);
const tasks = await readTasks(new URL("python.json", data));
const options = pythonEnvironment.parseOptions({ testSeconds: 10 });

const scriptsOf = (
  task: Task,
): { readonly solution: Script; readonly cheats: readonly [string, Script][] } => {
  const { solution, cheats = {} } = pythonEnvironment.scripts(task, options);
  if (solution === undefined) throw new Error(`${task.id} has no solution`);
  return { solution, cheats: Object.entries(cheats) };
};

test("there are at least 40 tasks, in both languages, of all difficulties and answer types", () => {
  expect(tasks.length).toBeGreaterThanOrEqual(40);
  const share = tasks.filter(({ language }) => language === "zh").length / tasks.length;
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(0.6);
  expect(new Set(tasks.map(({ difficulty }) => difficulty))).toEqual(
    new Set(["easy", "medium", "hard"]),
  );
  const types = tasks.map(
    (task) => task.data["answer_type"] ?? ("tests" in task.data ? "tests" : "math"),
  );
  for (const type of ["math", "exact", "number", "json", "tests"]) {
    expect(types.filter((one) => one === type).length).toBeGreaterThanOrEqual(3);
  }
});

test("every task passes the environment's check, and has a solution", () => {
  for (const task of tasks) {
    pythonEnvironment.check(task);
    expect(task.data["solution"], task.id).toBeTypeOf("string");
  }
});

test("the package ships five of them, as they stand in the file", async () => {
  const shipped = [];
  for await (const one of pythonEnvironment.tasks?.({}) ?? []) shipped.push(one);
  expect(shipped).toHaveLength(5);
  const all = tasks.map((task) => task.data);
  for (const one of shipped) expect(all).toContainEqual(one);
});

// `vitest --update` writes the file anew; editors read it.
test("they have the schema of the code beside them", async () => {
  const schema = `${JSON.stringify(taskFileSchema(pythonEnvironment), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot(new URL("python.schema.json", data).pathname);
});

describeOnBackends("sample tasks", ({ provider }) => {
  // All of them on the first backend that works; elsewhere some of every kind.
  const isFirst = backends.find(({ probe }) => probe.ok)?.provider === provider;
  const chosen = isFirst ? tasks : tasks.filter((_, index) => index % 9 === 4);
  test.concurrent.each(chosen)("$id: solved scores 1, untouched 0", async (task) => {
    const solved = await play(task, scriptsOf(task).solution, provider);
    expect(solved.verdict, JSON.stringify([solved.answers, solved.verdict])).toMatchObject({
      reward: 1,
    });
    expect((await play(task, nothing, provider)).verdict).toMatchObject({ reward: 0 });
  });

  // What only says something is judged without an episode: the verdict is a function of the record.
  const verdictOf = async (task: Task, cheat: Script): Promise<Verdict> => {
    const turns = cheat({ observation: {}, tools: [] });
    const { value: action } = turns.next();
    if (action === undefined || action.calls.length > 0) {
      return (await play(task, cheat, provider)).verdict;
    }
    return await pythonEnvironment.grade(
      {
        task,
        evidence: { data: { skipped: [] } },
        transcript: { tools: [], turns: [{ observation: {} }, { action }] },
        ending: { status: "completed" },
        stepRewards: [null],
      },
      options,
      {
        sandboxes: provider,
        model: () => {
          throw new Error("no model");
        },
        note: () => undefined,
        seed: 0,
        signal: new AbortController().signal,
      },
    );
  };

  // A cheat that never answers takes all the time that its tests have: one task meets it.
  const slow = tasks.find(({ id }) => id === "coin-change");
  test.concurrent.each(isFirst ? tasks : [])(
    "$id: no cheat scores",
    async (task) => {
      for (const [name, cheat] of scriptsOf(task).cheats) {
        if (name === "never-answers" && task !== slow) continue;
        expect(await verdictOf(task, cheat), name).toMatchObject({ reward: 0 });
      }
    },
    120_000,
  );
});
