import { expect, test } from "vitest";

import { ServerQuota } from "../../src/limiter/server-quota.ts";

test("what was sent after the call that told of the rest is taken off", () => {
  const quota = new ServerQuota();
  const first = quota.send(10);
  quota.send(10);
  quota.learn({ requests: { remaining: 2, resetMs: 1000 } }, first, 0);
  expect(quota.waitMs(10, 0)).toBe(0);
  quota.send(10);
  expect(quota.waitMs(10, 400)).toBe(600);
  expect(quota.waitMs(10, 1000)).toBe(0);
});

test("tokens hold back a call that is too large, and let a small one pass", () => {
  const quota = new ServerQuota();
  expect(quota.countsTokens).toBe(false);
  quota.learn({ tokens: { remaining: 100, resetMs: 500 } }, quota.send(50), 0);
  expect(quota.countsTokens).toBe(true);
  expect(quota.waitMs(100, 0)).toBe(0);
  expect(quota.waitMs(101, 0)).toBe(500);
});

test("of answers that overtake one another the worst holds", () => {
  const quota = new ServerQuota();
  const first = quota.send(0);
  const second = quota.send(0);
  quota.learn({ requests: { remaining: 0, resetMs: 1000 } }, second, 0);
  quota.learn({ requests: { remaining: 5, resetMs: 9000 } }, first, 0);
  expect(quota.waitMs(0, 0)).toBe(1000);
});

test("what has become whole is as large as the server said, until an answer tells more", () => {
  const quota = new ServerQuota();
  quota.learn({ requests: { limit: 2, remaining: 0, resetMs: 5000 } }, quota.send(0), 0);
  expect(quota.waitMs(0, 4000)).toBe(1000);
  expect(quota.waitMs(0, 5000)).toBe(0);
  quota.send(0);
  quota.send(0);
  expect(quota.waitMs(0, 6000)).toBe(4000);
});
