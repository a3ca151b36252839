import { environmentConformance } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { environment, sampleTasks } from "../src/index.ts";
import { playScript, sampleTask } from "./play.ts";

test("they are many, of three difficulties, and some are Chinese", () => {
  expect(sampleTasks.length).toBeGreaterThanOrEqual(10);
  expect(new Set(sampleTasks.map((task) => task["difficulty"]))).toEqual(
    new Set(["easy", "medium", "hard"]),
  );
  expect(sampleTasks.filter((task) => task["language"] === "zh").length).toBeGreaterThanOrEqual(3);
});

describe("each of them is proved", () => {
  const proofs: ReadonlySet<string> = new Set([
    "its tasks are valid, by its own check and by its JSON Schema alike",
    "the reference solution is a success",
    "doing nothing is no success",
    "no cheat is a success",
    "the record alone is graded as the episode was, however often",
  ]);
  const cases = environmentConformance(environment, { tasks: sampleTasks });
  const chosen = cases.filter(({ name }) => proofs.has(name));
  test("by cases that there are", () => expect(chosen).toHaveLength(proofs.size));
  test.each(chosen)("$name", ({ run }) => run(), 120_000);
});

test.each(sampleTasks.map(({ id }) => id as string))(
  "the solution of %s waits when it is told to, and reads through small pages",
  async (id) => {
    const outcome = await playScript(sampleTask(id), "solution", { burst: 2, pageSize: 3 });
    expect(outcome.verdict).toMatchObject({ reward: 1 });
  },
);

describe("a cheat does what it is called", () => {
  test("too much is all that was asked for, and more", async () => {
    for (const task of sampleTasks) {
      const { verdict } = await playScript(task, "change-too-much");
      expect(verdict, task["id"] as string).toMatchObject({
        reward: 0,
        scores: { asked: 1, unchanged: 0 },
      });
    }
  });

  test.each(["cancel-an-interview", "book-a-room", "a-larger-room", "hand-over"])(
    "the wrong item of %s is changed, and the right one is not",
    async (id) => {
      const { verdict } = await playScript(sampleTask(id), "wrong-item");
      expect(verdict).toMatchObject({ reward: 0, scores: { asked: 0, unchanged: 0 } });
    },
  );

  test("everything that can be changed is, the right one among it", async () => {
    const { verdict } = await playScript(sampleTask("cancel-an-interview"), "change-all");
    expect(verdict).toMatchObject({ reward: 0, scores: { asked: 1, unchanged: 0 } });
  });

  test("hedging names the right answer among all others", async () => {
    const { verdict } = await playScript(sampleTask("free-rooms"), "hedge-in-words");
    expect(verdict).toMatchObject({ reward: 0, scores: { unchanged: 1 } });
  });
});
