import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { compareRuns } from "../../src/index.ts";
import { askingAgent } from "../counter-run.ts";
import { recordedRun } from "../recorded-run.ts";

describe("comparing two runs", () => {
  test("pairs them by task", async () => {
    const before = await recordedRun(["00", "10", "11", "00", "10"], { runId: "before" });
    const after = await recordedRun(["11", "11", "10", "00", "10"], {
      runId: "after",
      modelIdentity: { model: "new" },
    });
    const comparison = compareRuns(before, after);
    // Differences 1, 0.5, −0.5, 0, 0: mean 0.2, standard deviation √(1.3 / 4), t(4) = 2.776445.
    const error = Math.sqrt(1.3 / 4 / 5);
    expect(comparison).toMatchObject({
      before: "before",
      after: "after",
      wins: 2,
      losses: 1,
      ties: 2,
      missing: [],
      successRate: { before: 0.4, after: 0.6, tasks: 5 },
      changed: [
        { task: "a", before: 0, after: 1 },
        { task: "b", before: 0.5, after: 1 },
        { task: "c", before: 1, after: 0.5 },
      ],
      cost: { before: 0, after: 0 },
      turns: { before: 1.4, after: 1.6 },
      differences: [{ path: "model.model", after: "new" }],
    });
    expect(comparison.successRate?.delta).toBeCloseTo(0.2, 12);
    expect(comparison.successRate?.standardError).toBeCloseTo(error, 9);
    expect(comparison.successRate?.interval?.low).toBeCloseTo(0.2 - 2.776445 * error, 6);
    expect(comparison.successRate?.interval?.high).toBeCloseTo(0.2 + 2.776445 * error, 6);
    expect(comparison.meanReward).toEqual(comparison.successRate);
  });

  test("leaves out tasks that one of them could not judge, and names them", async () => {
    const before = await recordedRun(["1", " ", "0"]);
    const after = await recordedRun(["1", "1", "1"]);
    expect(compareRuns(before, after)).toMatchObject({
      successRate: { before: 0.5, after: 1, tasks: 2 },
      missing: ["b"],
      unpaired: [{ task: "b", why: "unscored-before" }],
      wins: 1,
    });
  });

  test("compares runs with another number of attempts", async () => {
    const before = await recordedRun(["1010", "0000"]);
    const after = await recordedRun(["1", "0"]);
    expect(compareRuns(before, after)).toMatchObject({ successRate: { before: 0.25, after: 0.5 } });
  });

  test("tells an unknown cost as unknown", async () => {
    const usage = {
      inputTokens: 1,
      cachedTokens: 0,
      outputTokens: 1,
      reasoningTokens: 0,
      cost: null,
    };
    const model = scriptedModel(() => ({ usage, message: { content: "add 1" } }));
    const before = await recordedRun(["1", "1"]);
    const after = await recordedRun(["1", "1"], { agent: askingAgent, model: () => model });
    expect(compareRuns(before, after).cost).toEqual({ before: 0, after: null });
  });
});

describe("comparing is refused, naming the field, when", () => {
  test.each([
    ["limits", { limits: { turns: 9 } }, "limits.turns: nothing → 9"],
    ["checker", { definition: { ...counterEnvironment, version: "2" } }, 'version: "1" → "2"'],
    ["environment", { definition: { ...counterEnvironment, name: "other" } }, '"other"'],
    ["tasks", { data: [{ target: 2 }] }, "task.a: "],
  ] as const)("%s differ", async (field, change, difference) => {
    const before = await recordedRun(["1", "0"]);
    const after = await recordedRun(["1", "0"], change);
    expect(() => compareRuns(before, after)).toThrow(`differ in ${field}, so comparing`);
    expect(() => compareRuns(before, after)).toThrow(difference);
    expect(() => compareRuns(before, after, { allow: [field] })).not.toThrow();
  });

  test("the sandbox's versions differ", async () => {
    const before = await recordedRun(["1", "0"]);
    const within = (version: string): typeof before => ({
      ...before,
      description: {
        ...before.description,
        identity: { ...before.description.identity, sandbox: { kind: "bubblewrap", version } },
      },
    });
    expect(() => compareRuns(within("bash 5.2"), within("bash 5.3"))).toThrow(
      'sandbox.version: "bash 5.2" → "bash 5.3"',
    );
    expect(() => compareRuns(before, within("bash 5.3"))).toThrow("differ in sandbox");
    const comparison = compareRuns(before, within("bash 5.3"), { allow: ["sandbox"] });
    expect(comparison.differences).toMatchObject([{ path: "sandbox", before: null }]);
  });

  test("tasks differ, unless allowed: then those in both count", async () => {
    const before = await recordedRun(["1", "0", "0"]);
    const after = await recordedRun(["1", "1", "0", "1"]);
    expect(() => compareRuns(before, after)).toThrow("Allow tasks to compare them");
    expect(compareRuns(before, after, { allow: ["tasks"] })).toMatchObject({
      successRate: { tasks: 3 },
      missing: ["d"],
      unpaired: [{ task: "d", why: "only-after" }],
      wins: 1,
    });
  });
});
