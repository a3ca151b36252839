import { noUsage } from "@agent-gym/core";
import type { IndexEntry } from "@agent-gym/runner";
import { expect, test } from "vitest";

import { failureCauses } from "../../src/report/failure-causes.ts";

function entry(task: string, over: Partial<IndexEntry>): IndexEntry {
  return {
    task,
    digest: task,
    attempt: 0,
    try: 0,
    file: `episodes/${task}.jsonl`,
    reward: 0,
    success: false,
    ending: { status: "completed" },
    turns: 1,
    toolCalls: 0,
    usage: { agent: noUsage },
    startedAt: 0,
    milliseconds: { total: 1, waited: 0 },
    ...over,
  };
}

test("failures are grouped by cause, most frequent first, with an example of each", () => {
  const broken = (name: string, port: number): Partial<IndexEntry> => ({
    reward: null,
    ending: {
      status: "error",
      boundary: "environment",
      code: "crash",
      message: `Task "${name}" can't reach port ${port}.`,
    },
  });
  const causes = failureCauses([
    entry("good", { reward: 1, success: true }),
    entry("stopped", { reward: null, ending: { status: "cancelled" } }),
    entry("wrong", {}),
    entry("a", broken("a", 80)),
    entry("b", broken("b", 8080)),
    entry("slow", { ending: { status: "limit", limit: "turns", message: "30 turns" } }),
    entry("odd", {
      reward: null,
      unscored: { boundary: "verifier", reason: "It crashed." },
    }),
  ]);
  expect(causes).toEqual([
    {
      cause: `environment: Task "a" can't reach port 80.`,
      count: 2,
      example: { task: "a", attempt: 0 },
    },
    { cause: "not solved", count: 1, example: { task: "wrong", attempt: 0 } },
    {
      cause: "not solved within its limit of turns (30 turns)",
      count: 1,
      example: { task: "slow", attempt: 0 },
    },
    { cause: "not judged, verifier: It crashed.", count: 1, example: { task: "odd", attempt: 0 } },
  ]);
});
