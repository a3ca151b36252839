import { expect, test } from "vitest";

import { Turnstile } from "../../src/attempt/turnstile.ts";

const never = new AbortController().signal;

test("calls pass in the order in which they came, so many at a time", async () => {
  const turnstile = new Turnstile(1);
  const first = await turnstile.enter(never);
  const order: number[] = [];
  const enter = async (number: number): Promise<void> => {
    using place = await turnstile.enter(never);
    expect(place.waitedMs).toBeGreaterThanOrEqual(0);
    order.push(number);
  };
  const waiting = [enter(1), enter(2), enter(3)];
  await Promise.resolve();
  expect(order).toEqual([]);
  first[Symbol.dispose]();
  await Promise.all(waiting);
  expect(order).toEqual([1, 2, 3]);
});

test("who gives up waiting takes no place, and leaves those behind it in order", async () => {
  const turnstile = new Turnstile(1);
  const first = await turnstile.enter(never);
  const impatient = new AbortController();
  const gone = turnstile.enter(impatient.signal);
  const next = turnstile.enter(never);
  impatient.abort(new Error("enough"));
  await expect(gone).rejects.toThrow("enough");
  await expect(turnstile.enter(impatient.signal)).rejects.toThrow("enough");
  first[Symbol.dispose]();
  (await next)[Symbol.dispose]();
  (await turnstile.enter(never))[Symbol.dispose]();
});

test("a place that came in the moment of giving up is not lost", async () => {
  const turnstile = new Turnstile(1);
  const first = await turnstile.enter(never);
  const impatient = new AbortController();
  const lucky = turnstile.enter(impatient.signal);
  first[Symbol.dispose]();
  impatient.abort(new Error("enough"));
  (await lucky)[Symbol.dispose]();
  (await turnstile.enter(never))[Symbol.dispose]();
});
