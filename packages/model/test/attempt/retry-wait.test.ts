import { ProviderError } from "@agent-gym/core";
import type { ProviderErrorCode } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { retryWait } from "../../src/attempt/retry-wait.ts";

const state = {
  failures: 1,
  retries: 4,
  remainingMs: 1e6,
  fruitlessMs: 0,
  totalMs: 1e6,
  random: 0.5,
};
const failed = (code: ProviderErrorCode, retryAfterMs?: number) =>
  new ProviderError({
    code,
    message: code,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

describe("the wait before another attempt", () => {
  test("doubles, up to half a minute, and is drawn from the whole of it", () => {
    const waits = [1, 2, 3, 4].map((failures) =>
      retryWait(failed("server"), { ...state, failures }),
    );
    expect(waits).toEqual([250, 500, 1000, 2000]);
    expect(retryWait(failed("server"), { ...state, random: 0 })).toBe(0);
    expect(retryWait(failed("server"), { ...state, failures: 90, retries: 99 })).toBe(15_000);
  });

  test.each([
    "context-length",
    "bad-request",
    "content-filter",
    "not-found",
    "authentication",
    "payment",
    "total-timeout",
  ] as const)("is never made after %s", (code) => {
    expect(retryWait(failed(code), state)).toBeUndefined();
  });

  test("is made as often as retries allow, and never with none", () => {
    expect(retryWait(failed("connection"), { ...state, failures: 4 })).toBeDefined();
    expect(retryWait(failed("connection"), { ...state, failures: 5 })).toBeUndefined();
    expect(retryWait(failed("rate-limit"), { ...state, retries: 0 })).toBeUndefined();
  });

  test("is made once after an answer that makes no sense", () => {
    expect(retryWait(failed("protocol"), state)).toBeDefined();
    expect(retryWait(failed("protocol"), { ...state, failures: 2 })).toBeUndefined();
  });

  test("is none after a rate limit, as long as the endpoint answers anybody", () => {
    const often = { ...state, failures: 50, remainingMs: 0 };
    expect(retryWait(failed("rate-limit"), often)).toBe(0);
    expect(retryWait(failed("rate-limit"), { ...often, fruitlessMs: 1e6 })).toBeUndefined();
  });

  test("is as long as the server asks, though that be minutes, if the call has the time", () => {
    const asked = failed("rate-limit", 120_000);
    expect(retryWait(asked, { ...state, random: 0 })).toBe(120_000);
    expect(retryWait(asked, { ...state, random: 1 })).toBe(132_000);
    expect(retryWait(asked, { ...state, totalMs: 100_000 })).toBeUndefined();
    const busy = failed("overloaded", 120_000);
    expect(retryWait(busy, { ...state, remainingMs: 100_000 })).toBeUndefined();
  });
});
