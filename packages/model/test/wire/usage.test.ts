import { describe, expect, test } from "vitest";

import { costAtPrice } from "../../src/prices/token-price.ts";
import type { TokenPrice } from "../../src/prices/token-price.ts";
import { estimateTokens } from "../../src/wire/estimate-tokens.ts";
import { readUsage } from "../../src/wire/reported-usage.ts";
import { toUsage } from "../../src/wire/to-usage.ts";

const unknown = (): null => null;
const request = { messages: [{ role: "user" as const, content: "What is it?" }] };
const answer = {
  message: { role: "assistant" as const, content: "It is." },
  finish: "stop" as const,
};

describe("usage", () => {
  test.each([
    { prompt_tokens_details: { cached_tokens: 60 } },
    { prompt_cache_hit_tokens: 60, prompt_cache_miss_tokens: 40 },
    { cached_tokens: 60 },
  ])("reads cached tokens from %j", (cached) => {
    expect(readUsage({ prompt_tokens: 100, completion_tokens: 5, ...cached })).toEqual({
      inputTokens: 100,
      outputTokens: 5,
      cachedTokens: 60,
      reasoningTokens: 0,
    });
  });

  test("reads thoughts", () => {
    const usage = readUsage({
      prompt_tokens: 1,
      completion_tokens: 9,
      completion_tokens_details: { reasoning_tokens: 7 },
    });
    expect(usage?.reasoningTokens).toBe(7);
  });

  test.each([null, undefined, {}, "many", { prompt_tokens: 0, completion_tokens: 0 }])(
    "is not there in %j",
    (usage) => {
      expect(readUsage(usage)).toBeUndefined();
    },
  );

  test("costs what its price says, cached tokens apart, and nothing known without one", () => {
    const usage = { inputTokens: 100, outputTokens: 10, cachedTokens: 60, reasoningTokens: 0 };
    const cost = (price: TokenPrice) =>
      toUsage({ ...answer, usage }, { request, costOf: (tokens) => costAtPrice(tokens, price) })
        .cost;
    expect(toUsage({ ...answer, usage }, { request, costOf: unknown }).cost).toBeNull();
    expect(cost({ input: 1_000_000, output: 0 })).toBe(100);
    expect(cost({ input: 1_000_000, cachedInput: 0, output: 1_000_000 })).toBe(50);
  });

  test("is estimated, and says so, where the server gives none or half of it", () => {
    const none = toUsage(answer, { request, costOf: unknown });
    expect(none).toMatchObject({ inputTokens: 3, outputTokens: 2, estimated: true });
    const half = { inputTokens: 50, cachedTokens: 0, reasoningTokens: 0 };
    expect(toUsage({ ...answer, usage: half }, { request, costOf: unknown })).toMatchObject({
      inputTokens: 50,
      outputTokens: 2,
      estimated: true,
    });
  });

  test("estimates Chinese by the character and English by its length", () => {
    expect(estimateTokens("")).toBe(0);
    expect(estimateTokens("列".repeat(100))).toBe(73);
    expect(estimateTokens("a".repeat(440))).toBe(100);
  });

  test("counts pictures for what they are, not by their bytes", () => {
    const image = { type: "image" as const, mediaType: "image/png", data: "A".repeat(100_000) };
    const prompt = { messages: [{ role: "user" as const, content: [image] }] };
    const { inputTokens } = toUsage(answer, { request: prompt, costOf: unknown });
    expect(inputTokens).toBeGreaterThanOrEqual(765);
    expect(inputTokens).toBeLessThan(800);
  });
});
