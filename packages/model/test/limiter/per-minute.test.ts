import * as fc from "fast-check";
import { expect, test } from "vitest";

import { PerMinute } from "../../src/limiter/per-minute.ts";

test("no 60 seconds see more than the allowance, and nothing waits longer than it must", () => {
  const calls = fc.array(
    fc.record({
      pauseMs: fc.integer({ min: 0, max: 20_000 }),
      amount: fc.integer({ min: 1, max: 12 }),
      really: fc.integer({ min: 0, max: 12 }),
    }),
    { maxLength: 80 },
  );
  fc.assert(
    fc.property(calls, fc.integer({ min: 12, max: 30 }), (asked, allowance) => {
      const perMinute = new PerMinute(allowance);
      const sent: { at: number; amount: number }[] = [];
      const usedIn = (now: number): number =>
        sent.reduce((sum, { at, amount }) => sum + (at > now - 60_000 ? amount : 0), 0);
      let now = 0;
      for (const { pauseMs, amount, really } of asked) {
        now += pauseMs;
        const wait = perMinute.waitMs(amount, now);
        if (wait > 0) expect(usedIn(now + wait - 1) + amount).toBeGreaterThan(allowance);
        now += wait;
        expect(perMinute.waitMs(amount, now)).toBe(0);
        expect(usedIn(now) + amount).toBeLessThanOrEqual(allowance);
        const use = perMinute.use(amount, now);
        const known = Math.min(really, amount);
        perMinute.correct(use, known, now);
        sent.push({ at: now, amount: known });
      }
    }),
  );
});

test("what exceeds the whole allowance goes when the minute is empty", () => {
  const perMinute = new PerMinute(10);
  expect(perMinute.waitMs(1000, 0)).toBe(0);
  perMinute.use(3, 0);
  expect(perMinute.waitMs(1000, 1)).toBe(59_999);
});
