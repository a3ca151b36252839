import { setImmediate as turn } from "node:timers/promises";

import { expect, test } from "vitest";

import { forEachBounded } from "../../src/concurrency/for-each-bounded.ts";

test("does every item once, so many at a time, in order", async () => {
  const begun: string[] = [];
  let held = 0;
  let most = 0;
  await forEachBounded(["a", "b", "c", "d", "e"], { concurrency: 2 }, async (item, { index }) => {
    begun.push(`${item}${index}`);
    held += 1;
    most = Math.max(most, held);
    await turn();
    held -= 1;
  });
  expect(begun).toEqual(["a0", "b1", "c2", "d3", "e4"]);
  expect(most).toBe(2);
});

test("the first failure tells the others to stop, and is thrown when they have", async () => {
  let stopped = 0;
  let begun = 0;
  const work = forEachBounded([1, 2, 3, 4, 5], { concurrency: 3 }, async (item, { signal }) => {
    begun += 1;
    if (item === 2) throw new Error("broke");
    await new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await turn();
    stopped += 1;
  });
  await expect(work).rejects.toThrow("broke");
  expect([begun, stopped]).toEqual([3, 2]);
});

test("an outer signal stops it, also before it begins", async () => {
  const controller = new AbortController();
  let begun = 0;
  const work = forEachBounded(
    [1, 2, 3],
    { concurrency: 1, signal: controller.signal },
    async () => {
      begun += 1;
      controller.abort(new Error("enough"));
    },
  );
  await expect(work).rejects.toThrow("enough");
  expect(begun).toBe(1);
  await expect(
    forEachBounded([1], { concurrency: 1, signal: controller.signal }, async () => {}),
  ).rejects.toThrow("enough");
});
