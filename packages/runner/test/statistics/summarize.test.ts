import { noUsage, type Ending } from "@agent-gym/core";
import * as fc from "fast-check";
import { expect, test } from "vitest";

import { latestEntries, summarize, type IndexEntry } from "../../src/index.ts";

const base: IndexEntry = {
  task: "a",
  digest: "a",
  attempt: 0,
  try: 0,
  file: "episodes/a.jsonl",
  reward: 1,
  success: true,
  ending: { status: "completed" },
  turns: 1,
  toolCalls: 0,
  usage: {},
  startedAt: 1000,
  milliseconds: { total: 500, waited: 0 },
};
const unscored = { boundary: "verifier", reason: "broken" } as const;
const endings: readonly Ending[] = [
  { status: "completed" },
  { status: "limit", limit: "turns" },
  { status: "error", boundary: "agent", code: "crash", message: "" },
  { status: "error", boundary: "provider", code: "server", message: "" },
  { status: "cancelled" },
];

test("each planned episode stands in the first term that applies", () => {
  const entries = [
    ...endings.map((ending, attempt) => ({ ...base, attempt, ending })),
    ...endings.map((ending, index) => ({
      ...base,
      attempt: index + 5,
      ending,
      reward: null,
      success: false,
      unscored,
    })),
  ];
  expect(summarize(entries, { tasks: [{ id: "a", digest: "a" }], attempts: 12 })).toMatchObject({
    planned: 12,
    scored: 5,
    succeeded: 5,
    unscored: 1,
    limited: 1,
    failed: 2,
    cancelled: 3,
    notRun: 2,
    owed: 4,
    coverage: 5 / 12,
    endings: {
      completed: 2,
      "limit:turns": 2,
      "error:agent": 2,
      "error:provider": 2,
      cancelled: 2,
    },
  });
});

test("the identity holds whatever an index holds", () => {
  const entry = fc.record({
    task: fc.constantFrom("a", "b", "not planned"),
    attempt: fc.nat(4),
    try: fc.nat(2),
    reward: fc.constantFrom(null, 0, 0.5, 1),
    success: fc.boolean(),
    ending: fc.constantFrom(...endings),
  });
  fc.assert(
    fc.property(fc.array(entry), (parts) => {
      const entries = parts.map((part) => ({ ...base, ...part, digest: part.task }));
      const plan = {
        tasks: ["a", "b"].map((id) => ({ id, digest: id })),
        attempts: 3,
      };
      const {
        planned,
        scored,
        cancelled,
        limited,
        failed,
        unscored: nobody,
        ...rest
      } = summarize(entries, plan);
      expect(planned).toBe(6);
      expect(scored + cancelled + limited + failed + nobody).toBe(planned);
      expect(rest.owed).toBeLessThanOrEqual(planned - scored);
      expect(rest.notRun).toBeLessThanOrEqual(cancelled);
    }),
  );
});

test("nothing scored has no rate, and an unknown cost makes the sum unknown", () => {
  const usage = {
    agent: { ...noUsage, inputTokens: 3, cost: null },
    user: { ...noUsage, cost: 2 },
  };
  const summary = summarize([{ ...base, reward: null, success: false, unscored, usage }], {
    tasks: [{ id: "a", digest: "a" }],
    attempts: 1,
  });
  expect(summary).toMatchObject({ successRate: null, meanReward: null, coverage: 0 });
  expect(summary.usage).toMatchObject({ inputTokens: 3, cost: null, roles: { user: { cost: 2 } } });
});

test("of a key's tries the last counts for results, and all count for what was spent", () => {
  const usage = { agent: { ...noUsage, inputTokens: 10 } };
  const entries = [
    { ...base, try: 1, reward: 0, success: false, usage },
    { ...base, try: 0, usage },
  ];
  const summary = summarize(entries, { tasks: [{ id: "a", digest: "a" }], attempts: 1 });
  expect(summary).toMatchObject({ scored: 1, succeeded: 0, usage: { inputTokens: 20 } });
  expect(latestEntries(entries)).toEqual([entries[0]]);
});

test("time runs from each start of the run to its last event", () => {
  const plan = { tasks: [{ id: "a", digest: "a" }], attempts: 3 };
  const entries = [
    base,
    { ...base, attempt: 1, startedAt: 1200, milliseconds: { total: 800, waited: 0 } },
    { ...base, attempt: 2, startedAt: 100_500 },
  ];
  expect(summarize(entries, { ...plan, launchedAt: [500, 100_000] }).wallSeconds).toBe(2.5);
  expect(summarize(entries.slice(0, 2), plan).wallSeconds).toBe(1);
  expect(summarize([], { ...plan, launchedAt: [500] }).wallSeconds).toBe(0);
  expect(summarize([], plan).wallSeconds).toBe(0);
});
