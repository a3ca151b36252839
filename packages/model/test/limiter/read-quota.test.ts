import { describe, expect, test } from "vitest";

import { readQuotas, readRetryTime } from "../../src/limiter/read-quota.ts";
import type { AnswerHeaders } from "../../src/limiter/read-quota.ts";

const now = Date.UTC(2026, 10, 5, 12);

describe("what a server says is left", () => {
  test.each<[string, number]>([
    ["1s", 1_000],
    ["6m0s", 360_000],
    ["20ms", 20],
    ["1h2m3.5s", 3_723_500],
    ["2d", 172_800_000],
    ["0.5", 500],
    ["60", 60_000],
    [String(now / 1000 + 5), 5_000],
    [String(now + 5_000), 5_000],
    ["2026-11-05T12:00:05Z", 5_000],
    ["2026-11-05T11:59:00Z", 0],
  ])("is whole again in %s: %i ms", (reset, resetMs) => {
    const headers = {
      "x-ratelimit-remaining-requests": "7",
      "x-ratelimit-reset-requests": reset,
    };
    expect(readQuotas(headers, now)).toEqual({ requests: { remaining: 7, resetMs } });
  });

  test.each<AnswerHeaders>([
    {},
    { "x-ratelimit-remaining-requests": "7" },
    { "x-ratelimit-reset-requests": "7s" },
    { "x-ratelimit-remaining-requests": "many", "x-ratelimit-reset-requests": "1s" },
    { "x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "soon" },
    { "x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "-1" },
    { "x-ratelimit-remaining-requests": "1", "x-ratelimit-reset-requests": "" },
  ])("is nothing where it can't be read: %j", (headers) => {
    expect(readQuotas(headers, now)).toEqual({});
  });

  test("goes by several names", () => {
    expect(
      readQuotas(
        {
          "anthropic-ratelimit-requests-remaining": "3",
          "anthropic-ratelimit-requests-reset": "2026-11-05T12:00:01Z",
          "x-ratelimit-remaining-tokens": ["500"],
          "x-ratelimit-reset-tokens": ["2s"],
        },
        now,
      ),
    ).toEqual({
      requests: { remaining: 3, resetMs: 1_000 },
      tokens: { remaining: 500, resetMs: 2_000 },
    });
    const plain = { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9" };
    expect(readQuotas(plain, now).requests).toEqual({ remaining: 0, resetMs: 9_000 });
  });
});

test("a refusal without Retry-After waits until what is used up is whole again", () => {
  const used = {
    "x-ratelimit-remaining-requests": "0",
    "x-ratelimit-reset-requests": "3s",
    "x-ratelimit-remaining-tokens": "100",
    "x-ratelimit-reset-tokens": "50s",
  };
  expect(readRetryTime(used, now)).toBe(3_000);
  expect(readRetryTime({ ...used, "retry-after": "1" }, now)).toBe(1_000);
  expect(readRetryTime({}, now)).toBeUndefined();
});
