import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { UsageError } from "@agent-gym/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openPriceBook } from "../../src/index.ts";

const million = 1_000_000;
const tokens = { inputTokens: million, cachedTokens: 0, outputTokens: million };
const openai = { name: "gpt-4o", url: "https://api.openai.com/v1" };
const local = { name: "Qwen3-8B", url: "http://127.0.0.1:8000/v1" };
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "prices-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("published prices", () => {
  test("are known for the endpoint that they were published for", async () => {
    const prices = await openPriceBook();
    expect(prices.costOf(tokens, openai)).toBe(12.5);
    expect(prices.costOf({ ...tokens, cachedTokens: million }, openai)).toBe(11.25);
    expect(prices.costOf(tokens, { ...openai, url: local.url })).toBeNull();
    expect(prices.costOf(tokens, local)).toBeNull();
    expect(prices.mostCostOf(tokens, local)).toBeNull();
  });

  test("are at most what a prompt costs that must be written into the cache", async () => {
    const prices = await openPriceBook();
    const model = { name: "claude-opus-4-5", url: "https://api.anthropic.com/v1" };
    expect(prices.costOf({ ...tokens, outputTokens: 0 }, model)).toBe(5);
    expect(prices.mostCostOf({ inputTokens: million, outputTokens: 0 }, model)).toBe(6.25);
  });

  test("may be left out", async () => {
    const prices = await openPriceBook({ published: false });
    expect(prices.costOf(tokens, openai)).toBeNull();
  });
});

describe("prices of one's own", () => {
  test("win over published ones, whole names over patterns, the first pattern over the next", async () => {
    const file = join(folder, "own.json");
    const table = {
      "gpt-*": { input: 1, output: 1 },
      "*": { input: 2, output: 2 },
      "gpt-4o": { input: 3, cachedInput: 0, output: 3 },
    };
    await writeFile(file, `\uFEFF${JSON.stringify(table)}`);
    const prices = await openPriceBook({ file });
    expect(prices.costOf(tokens, openai)).toBe(6);
    expect(prices.costOf({ ...tokens, cachedTokens: million }, openai)).toBe(3);
    expect(prices.costOf(tokens, { ...openai, name: "gpt-5" })).toBe(2);
    expect(prices.costOf(tokens, local)).toBe(4);
  });

  test("take a name for what it is, sign by sign", async () => {
    const prices = await openPriceBook({
      table: { "a.b*": { input: 1, output: 1 }, toString: { input: 1, output: 1 } },
      published: false,
    });
    expect(prices.costOf(tokens, { ...local, name: "a.b(1)" })).toBe(2);
    expect(prices.costOf(tokens, { ...local, name: "axb" })).toBeNull();
    expect(prices.costOf(tokens, { ...local, name: "toString" })).toBe(2);
    expect(prices.costOf(tokens, { ...local, name: "constructor" })).toBeNull();
  });

  test("are at most those of a cache that costs more than it saves", async () => {
    const prices = await openPriceBook({ table: { m: { input: 1, cachedInput: 2, output: 0 } } });
    expect(prices.mostCostOf(tokens, { ...local, name: "m" })).toBe(2);
  });

  test.each([
    ["[]", "it is no object"],
    ["{", "it is no JSON"],
    ['{"m": 1}', '"m" must be a price such as {"input"'],
    ['{"m": {"input": 1}}', '"m" needs a number from 0 on as "output"'],
    ['{"m": {"input": -1, "output": 1}}', '"m" needs a number from 0 on as "input"'],
    ['{"m": {"input": 1, "output": 1, "cached": 1}}', '"m" has a field "cached"'],
  ])("in a file that holds %s are refused: %s", async (text, problem) => {
    const file = join(folder, "bad.json");
    await writeFile(file, text);
    const opened = openPriceBook({ file });
    await expect(opened).rejects.toThrow(problem);
    await expect(opened).rejects.toSatisfy(UsageError.isInstance);
    await expect(opened).rejects.toThrow(file);
  });

  test("in a file that is not there are refused", async () => {
    await expect(openPriceBook({ file: join(folder, "none.json") })).rejects.toThrow("ENOENT");
  });
});
