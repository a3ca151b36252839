import { setImmediate as turn } from "node:timers/promises";

import { expect, test } from "vitest";

import { Semaphore } from "../../src/concurrency/semaphore.ts";

test("holds so many at a time, first come first served, and uses every place", async () => {
  const places = new Semaphore(2);
  const order: number[] = [];
  let held = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 9 }, (_, nth) =>
      places.hold(async () => {
        order.push(nth);
        held += 1;
        most = Math.max(most, held);
        await turn();
        held -= 1;
      }),
    ),
  );
  expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  expect(most).toBe(2);
});

test("gives a place back when the work fails", async () => {
  const places = new Semaphore(1);
  await expect(places.hold(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(await places.hold(async () => "yes")).toBe("yes");
});

test("whoever gives up waiting takes no place away", async () => {
  const places = new Semaphore(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const first = places.hold(() => promise);
  const controller = new AbortController();
  const second = places.hold(async () => "second", { signal: controller.signal });
  const third = places.hold(async () => "third");
  controller.abort(new Error("gave up"));
  await expect(second).rejects.toThrow("gave up");
  resolve();
  await first;
  expect(await third).toBe("third");
  await expect(places.hold(async () => 0, { signal: controller.signal })).rejects.toThrow(
    "gave up",
  );
});
