import { createTasks } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { environment, sampleTasks } from "../src/index.ts";
import { openTask, playScript } from "./play-episode.ts";

const tasks = await createTasks(sampleTasks);
const tagged = (tag: string): number => tasks.filter(({ tags }) => tags.includes(tag)).length;

test("there are questions and changes, in both languages, of three difficulties", () => {
  expect(tagged("question")).toBe(8);
  expect(tagged("change")).toBe(8);
  expect(tasks.filter(({ language }) => language === "zh")).toHaveLength(8);
  expect(new Set(tasks.map(({ difficulty }) => difficulty))).toEqual(
    new Set(["easy", "medium", "hard"]),
  );
});

test("they come with the package, and belong to no split", async () => {
  const found = async (query: { readonly split?: string }): Promise<readonly unknown[]> => {
    const all = [];
    for await (const task of environment.tasks?.(query) ?? []) all.push(task);
    return all;
  };
  expect(await found({})).toEqual(sampleTasks);
  expect(await found({ split: "test" })).toEqual([]);
});

describe.each(tasks)("$id", { timeout: 120_000 }, (task) => {
  const scripts = environment.scripts(task, environment.parseOptions({}));

  test("its solution scores 1", async () => {
    if (scripts.solution === undefined) throw new Error("There is no solution.");
    const { ending, verdict } = await playScript(task, scripts.solution);
    expect({ ending, verdict }).toMatchObject({
      ending: { status: "completed" },
      verdict: { reward: 1 },
    });
  });

  test("no cheat is a success", async () => {
    const cheats = Object.entries(scripts.cheats ?? {});
    expect(cheats.length).toBeGreaterThan(3);
    for (const [name, cheat] of cheats) {
      const { success, verdict } = await playScript(task, cheat);
      expect(success, name).toBe(false);
      expect(verdict.reward, name).toBeTypeOf("number");
    }
  });

  test.runIf(task.tags.includes("question"))("its answer is what the query shows", async () => {
    const { solution } = task.data as { readonly solution: { sql: string[]; answer: string } };
    const { session, sql } = await openTask(task.data);
    await using _ = session;
    const shown = await sql(solution.sql.at(-1) ?? "");
    const [, ...rows] = shown.split("\n");
    for (const part of solution.answer.split(/[,，]\s*/u)) {
      const number = Number(part);
      const cells = rows.flatMap((row) => row.split(" | "));
      expect(cells.some((cell) => cell === part || Number(cell) === number)).toBe(true);
    }
  });
});
