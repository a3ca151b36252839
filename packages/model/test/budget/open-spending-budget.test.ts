import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { openSpendingBudget } from "../../src/index.ts";

const { signal } = new AbortController();
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "budget-"));
  file = join(folder, "spending.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

const spent = async (): Promise<number> => {
  await using budget = await openSpendingBudget({ maxCost: 10, file });
  return budget.spent;
};

describe("a budget in a file", () => {
  test("goes on where it was, and counts what was under way as spent", async () => {
    {
      await using budget = await openSpendingBudget({ maxCost: 10, file });
      (await budget.reserve(4, { signal })).settle(1);
      await budget.reserve(2, { signal });
    }
    expect(await spent()).toBe(3);
    {
      await using budget = await openSpendingBudget({ maxCost: 10, file });
      (await budget.reserve(5, { signal })).settle(0.5);
    }
    expect(await spent()).toBe(3.5);
  });

  test("takes what is known to be spent from elsewhere, once", async () => {
    for (const known of [2, 2, 1, 5]) {
      await using budget = await openSpendingBudget({ maxCost: 10, file, spent: known });
      expect(budget.spent).toBe(Math.max(2, known));
      (await budget.reserve(1, { signal })).settle(0);
    }
    expect(await spent()).toBe(5);
  });

  test("knows all that was written, wherever the file was cut off", async () => {
    {
      await using budget = await openSpendingBudget({ maxCost: 10, file });
      (await budget.reserve(4, { signal })).settle(1);
      (await budget.reserve(2, { signal })).settle(0.5);
    }
    const text = await readFile(file, "utf8");
    const known = [];
    for (let length = 0; length <= text.length; length += 1) {
      await writeFile(file, text.slice(0, length));
      known.push(await spent());
      const after = await readFile(file, "utf8");
      expect(after.endsWith("\n")).toBe(true);
    }
    expect([...new Set(known)]).toEqual([0, 4, 1, 3, 1.5]);
  });

  test("has one writer", async () => {
    await using budget = await openSpendingBudget({ maxCost: 10, file });
    expect(budget.spent).toBe(0);
    await expect(openSpendingBudget({ maxCost: 10, file })).rejects.toThrow(
      `is being written by process ${process.pid}`,
    );
  });

  test.each([
    ["no JSON at all\n", "line 1 is no JSON"],
    ['{"format":"agent-gym-spending","version":2}\n', "line 1 is not one of a ledger"],
    [
      '{"format":"agent-gym-spending","version":1}\n{"settle":1,"cost":2}\n',
      "line 2 is not one of a ledger",
    ],
  ])("refuses what is none: %j", async (text, problem) => {
    await writeFile(file, text);
    await expect(spent()).rejects.toThrow(problem);
    expect(await readFile(file, "utf8")).toBe(text);
    await rm(file);
    expect(await spent()).toBe(0);
  });

  test("refuses a folder that it can't write, and a budget that is none", async () => {
    const nowhere = join(folder, "none", "spending.jsonl");
    await expect(openSpendingBudget({ maxCost: 1, file: nowhere })).rejects.toThrow("can't be");
    await expect(openSpendingBudget({ maxCost: -1, file })).rejects.toThrow("must be an amount");
    await expect(readFile(file)).rejects.toThrow("ENOENT");
  });

  test("takes over from a process that has died", async () => {
    await writeFile(`${file}.lock`, JSON.stringify({ token: "x", pid: 2 ** 22 + 1, host: "" }));
    const { hostname } = await import("node:os");
    await expect(spent()).rejects.toThrow("is being written");
    const dead = { token: "x", pid: 2 ** 22 + 1, host: hostname() };
    await writeFile(`${file}.lock`, JSON.stringify(dead));
    expect(await spent()).toBe(0);
    await appendFile(file, "");
  });
});
