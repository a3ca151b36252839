import { expect, test } from "vitest";

import { SendHold } from "../../src/limiter/send-hold.ts";

const refusal = { now: 0, others: 3, retryAfterMs: 1000, random: 1 };

test("after a refusal one call is sent for each that is answered", () => {
  const hold = new SendHold();
  const before = hold.send(0);
  hold.refused(hold.send(0), refusal);
  expect(hold.maySend(1)).toBe(false);
  hold.answered(before, 1);
  expect(hold.maySend(1)).toBe(true);
  hold.send(1);
  expect(hold.maySend(1)).toBe(false);
  expect(hold.pauseMs(1)).toBe(0);
  expect(hold.maySend(1000)).toBe(true);
});

test("the answer to a call that was sent later ends it", () => {
  const hold = new SendHold();
  const before = hold.send(0);
  hold.refused(hold.send(0), refusal);
  expect(hold.answered(before, 1)).toBe(false);
  expect(hold.answered(hold.send(1), 2)).toBe(true);
  expect(hold.maySend(2)).toBe(true);
});

test("when such a call is refused too, nothing is sent until the time is over", () => {
  const hold = new SendHold();
  const before = hold.send(0);
  hold.refused(hold.send(0), refusal);
  hold.answered(before, 1);
  hold.refused(hold.send(1), { ...refusal, now: 2 });
  hold.answered(before, 3);
  expect(hold.maySend(3)).toBe(false);
  expect(hold.pauseMs(2)).toBe(1000);
  expect(hold.maySend(1002)).toBe(true);
});

test("a call that is sent for an answered one, and loses its place to an earlier one, stops nothing", () => {
  const hold = new SendHold();
  const early = Array.from({ length: 9 }, () => hold.send(0));
  const full = { now: 1, retryAfterMs: undefined, random: 1 };
  hold.refused(early[0] ?? 0, { ...full, others: 8 });
  hold.answered(early[1] ?? 0, 1);
  hold.refused(hold.send(1), { ...full, now: 2, others: 7 });
  hold.answered(early[2] ?? 0, 3);
  expect(hold.maySend(3)).toBe(true);
  expect(hold.pauseMs(3)).toBe(0);

  hold.refused(hold.send(3), { ...full, now: 4, others: 3 });
  hold.answered(early[3] ?? 0, 5);
  expect(hold.maySend(5)).toBe(false);
  expect(hold.pauseMs(5)).toBeGreaterThan(0);
});

test("when nothing is under way, nothing is sent until the time is over", () => {
  const hold = new SendHold();
  hold.refused(hold.send(0), { ...refusal, others: 0 });
  expect(hold.pauseMs(0)).toBe(1000);
});

test("pauses double while nothing is answered, once for calls that were sent together", () => {
  const hold = new SendHold();
  let now = 0;
  const pauses: number[] = [];
  for (let round = 0; round < 9; round += 1) {
    const together = [hold.send(now), hold.send(now), hold.send(now)];
    for (const [index, call] of together.entries()) {
      hold.refused(call, { now, others: 2 - index, retryAfterMs: undefined, random: 1 });
    }
    pauses.push(hold.until - now);
    now = hold.until;
  }
  expect(pauses).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
  hold.answered(hold.send(now), now);
  hold.refused(hold.send(now), { now, others: 0, retryAfterMs: undefined, random: 0 });
  expect(hold.until - now).toBe(125);
});
