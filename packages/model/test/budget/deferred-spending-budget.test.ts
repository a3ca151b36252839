import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "vitest";

import { deferredSpendingBudget } from "../../src/index.ts";

const { signal } = new AbortController();

test("a deferred budget lets calls through once its file is open, and only then", async () => {
  const folder = await mkdtemp(join(tmpdir(), "deferred-"));
  try {
    const file = join(folder, "spending.jsonl");
    const budget = deferredSpendingBudget({ maxCost: 1 });
    expect(budget).toMatchObject({ maxCost: 1, spent: 0, reserved: 0 });
    await expect(budget.reserve(0.5, { signal })).rejects.toThrow("No file of the budget is open");
    await expect(budget.open({ file: join(folder, "none", "x") })).rejects.toThrow("can't be");
    const opened = await budget.open({ file, spent: 0.25 });
    await expect(budget.open({ file })).rejects.toThrow("open already");
    (await budget.reserve(0.5, { signal })).settle(0.125);
    expect(budget).toMatchObject({ spent: 0.375, reserved: 0 });
    await opened[Symbol.asyncDispose]();
    await expect(budget.reserve(0.1, { signal })).rejects.toThrow("it is closed");
    const next = deferredSpendingBudget({ maxCost: 1 });
    await using again = await next.open({ file });
    expect(again).toBeDefined();
    expect(next.spent).toBe(0.375);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("an amount that is none is refused at once", () => {
  expect(() => deferredSpendingBudget({ maxCost: -1 })).toThrow("must be an amount");
});
