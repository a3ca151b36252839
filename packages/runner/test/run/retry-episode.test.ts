import { ProviderError, type Ending } from "@agent-gym/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { IndexEntry } from "../../src/index.ts";
import { mayRetry, retryDelay } from "../../src/run/retry-episode.ts";

const error = (boundary: string, code: string): Ending =>
  ({ status: "error", boundary, code, message: "" }) as Ending;
const unjudged = (ending: Ending, boundary: string): Parameters<typeof mayRetry>[0] => ({
  reward: null,
  ending,
  unscored: { boundary, reason: "" } as NonNullable<IndexEntry["unscored"]>,
});

describe("an episode may be tried again", () => {
  test.each([
    ["provider", "server"],
    ["provider", "crash"],
    ["sandbox", "died"],
    ["sandbox", "unavailable"],
    ["harness", "crash"],
  ])("after an error of the %s: %s", (boundary, code) => {
    expect(mayRetry(unjudged(error(boundary, code), boundary))).toBe(true);
  });

  test("when only its grading met a broken machine", () => {
    expect(mayRetry(unjudged({ status: "completed" }, "sandbox"))).toBe(true);
    expect(mayRetry(unjudged({ status: "limit", limit: "turns" }, "provider"))).toBe(true);
  });

  test("exactly where the endpoint's answer may differ the next time", () => {
    const codes = [
      "authentication",
      "bad-request",
      "content-filter",
      "context-cut",
      "connection",
      "idle-timeout",
      "not-found",
      "overloaded",
      "payment",
      "rate-limit",
      "replay",
      "total-timeout",
    ] as const;
    for (const code of codes) {
      const { retryable } = new ProviderError({ code, message: "" });
      expect([code, mayRetry(unjudged(error("provider", code), "provider"))]).toEqual([
        code,
        retryable,
      ]);
    }
  });
});

describe("an episode is not tried again", () => {
  test.each([
    ["with a reward", { reward: 0, ending: error("sandbox", "died") }],
    ["that was cancelled", unjudged({ status: "cancelled" }, "harness")],
    ["that hit a limit", unjudged({ status: "limit", limit: "turns" }, "verifier")],
    ["that its agent broke", unjudged(error("agent", "crash"), "agent")],
    ["that its environment broke", unjudged(error("environment", "crash"), "environment")],
    ["whose verifier failed", unjudged({ status: "completed" }, "verifier")],
    ["without a model", unjudged(error("harness", "missing-model"), "harness")],
    ["whose sandbox can't do it", unjudged(error("sandbox", "refused"), "sandbox")],
  ])("%s", (_, entry) => {
    expect(mayRetry(entry)).toBe(false);
  });
});

test("waits are random, double, and end at a minute", () => {
  const longest = (failures: number): number =>
    retryDelay(failures, { baseMs: 2_000, random: () => 1 });
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(longest)).toEqual([
    2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
  ]);
  expect(retryDelay(3, { baseMs: 2_000, random: () => 0 })).toBe(0);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.nat(10_000), (failures, baseMs) => {
      const wait = retryDelay(failures, { baseMs });
      expect(wait).toBeGreaterThanOrEqual(0);
      expect(wait).toBeLessThanOrEqual(60_000);
    }),
  );
});
