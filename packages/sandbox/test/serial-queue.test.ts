import { expect, test } from "vitest";

import { SerialQueue } from "../src/serial-queue.ts";

test("jobs run one after another, and one that fails does not hold up the next", async () => {
  const queue = new SerialQueue();
  const log: string[] = [];
  const job =
    (name: string, fails = false) =>
    async (): Promise<string> => {
      log.push(`${name} begins`);
      await new Promise((resolve) => void setTimeout(resolve, 5));
      log.push(`${name} ends`);
      if (fails) throw new Error(name);
      return name;
    };
  const first = queue.run(job("first"));
  const second = queue.run(job("second", true));
  const third = queue.run(job("third"));
  await expect(second).rejects.toThrow("second");
  expect(await Promise.all([first, third])).toEqual(["first", "third"]);
  expect(log).toEqual(
    ["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]),
  );
  await queue.settled();
});
