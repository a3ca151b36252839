import { expect, test } from "vitest";

import { EpisodeQueue } from "../../src/concurrency/episode-queue.ts";

async function drained(queue: EpisodeQueue<string>): Promise<readonly string[]> {
  const taken: string[] = [];
  for (;;) {
    const one = await queue.take();
    if (one === undefined) return taken;
    taken.push(one);
    queue.done();
  }
}

test("hands out everything once, in order, and then nothing", async () => {
  const queue = new EpisodeQueue(["a", "b", "c"]);
  expect(await drained(queue)).toEqual(["a", "b", "c"]);
  expect(await queue.take()).toBe(undefined);
});

test("what is to be done again comes before what is new, once its wait is over", async () => {
  const queue = new EpisodeQueue(["a", "b", "c"]);
  const first = await queue.take();
  queue.again(String(first), 0);
  expect(await queue.take()).toBe("b");
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(await queue.take()).toBe("a");
  expect(await queue.take()).toBe("c");
});

test("whoever finds nothing waits for what may come back, and for nothing else", async () => {
  const queue = new EpisodeQueue(["a"]);
  await queue.take();
  const others = [drained(queue), drained(queue)];
  queue.again("a", 1);
  const taken = (await Promise.all(others)).flat();
  expect(taken).toEqual(["a"]);
});

test("once closed it hands out nothing, and keeps nobody waiting", async () => {
  const queue = new EpisodeQueue(["a", "b"]);
  await queue.take();
  queue.again("a", 3_600_000);
  await queue.take();
  const waiting = drained(queue);
  queue.close();
  expect(await waiting).toEqual([]);
  expect(await drained(queue)).toEqual([]);
});
