import { isJsonObject, type Script, type Task } from "@agent-gym/core";
import { expect, test } from "vitest";

import { cmdEnvironment } from "../src/index.ts";
import { backends, describeOnBackends } from "./backends.ts";
import { nothing, play, readTasks } from "./episodes.ts";

const tasks = await readTasks(new URL("../../../data/cmd.json", import.meta.url));
const options = cmdEnvironment.parseOptions({});

const scriptsOf = (
  task: Task,
): { readonly solution: Script; readonly cheats: readonly [string, Script][] } => {
  const { solution, cheats = {} } = cmdEnvironment.scripts(task, options);
  if (solution === undefined) throw new Error(`${task.id} has no solution`);
  return { solution, cheats: Object.entries(cheats) };
};

test("there are at least 40 tasks, in both languages and three difficulties", () => {
  expect(tasks.length).toBeGreaterThanOrEqual(40);
  const share = tasks.filter(({ language }) => language === "zh").length / tasks.length;
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(0.6);
  for (const difficulty of ["easy", "medium", "hard"]) {
    expect(tasks.filter((task) => task.difficulty === difficulty).length).toBeGreaterThanOrEqual(
      10,
    );
  }
});

test("the package ships five of them, as they stand in the file", async () => {
  const shipped = [];
  for await (const data of cmdEnvironment.tasks?.({}) ?? []) shipped.push(data);
  expect(shipped).toHaveLength(5);
  const all = tasks.map(({ data }) => data);
  for (const data of shipped) expect(all).toContainEqual(data);
});

// Generous: the tasks of a whole file share two cores with whatever else runs.
const timeout = 240_000;

describeOnBackends("sample tasks", ({ provider }) => {
  test.concurrent.each(tasks)(
    "$id: solved scores 1, untouched 0",
    async (task) => {
      const solved = await play(task, scriptsOf(task).solution, provider);
      expect(solved.verdict, JSON.stringify(solved.answers)).toMatchObject({ reward: 1 });
      expect((await play(task, nothing, provider)).verdict).toMatchObject({ reward: 0 });
    },
    timeout,
  );

  const scripted = tasks.filter(({ data }) => isJsonObject(data) && data["verify"] !== undefined);
  test.concurrent.each(scripted)(
    "$id: an answer that its verify script can't read scores 0, rather than nothing",
    async (task) => {
      const unreadable = scriptsOf(task).cheats.filter(([name]) =>
        /^(?:deep|infinite)-/.test(name),
      );
      expect(unreadable).toHaveLength(2);
      for (const [name, cheat] of unreadable) {
        expect((await play(task, cheat, provider)).verdict, name).toMatchObject({ reward: 0 });
      }
    },
    timeout,
  );

  // Each task meets some cheats, and each cheat some tasks: a quarter of all pairs on the first
  // backend that works, fewer on the others. `agent-gym validate` plays them all.
  const first = backends.find(({ probe }) => probe.ok)?.provider === provider;
  test.concurrent.each(tasks.map((task, index) => ({ id: task.id, task, index })))(
    "$id: no cheat scores",
    async ({ task, index }) => {
      const { cheats } = scriptsOf(task);
      const stride = first ? 4 : cheats.length;
      for (const [name, cheat] of cheats.filter((_, at) => at % stride === index % stride)) {
        const { verdict } = await play(task, cheat, provider);
        expect(verdict, name).toMatchObject({ reward: 0 });
      }
    },
    timeout,
  );
});
