import { expect, test } from "vitest";

import { createTasks } from "../../src/index.ts";

test("a task without an id is named by its digest, twice the same data by a number more", async () => {
  const [one, two] = await createTasks([{ q: 1 }, { q: 1 }]);
  expect(one?.id).toBe(one?.digest.slice(0, 8));
  expect(two?.id).toBe(`${one?.id}-2`);
  expect(two?.digest).toBe(one?.digest);
});

test("well-known fields are read, the data stays as it was", async () => {
  const data = { id: "x", tags: ["a", 1], language: "zh", split: "test", license: "MIT", q: {} };
  const [task] = await createTasks([data]);
  expect(task).toMatchObject({
    id: "x",
    tags: ["a"],
    language: "zh",
    split: "test",
    license: "MIT",
  });
  expect(task?.data).toBe(data);
  expect(task).not.toHaveProperty("source");
});

test("two tasks of one id are refused", async () => {
  await expect(createTasks([{ id: "a" }, { id: "a", q: 1 }])).rejects.toThrow(
    'Two tasks have the id "a"',
  );
});
