import { noUsage } from "@agent-gym/core";
import type { IndexEntry } from "@agent-gym/runner";
import { expect, test } from "vitest";

import { episodeWord } from "../../src/report/episode-line.ts";
import { failureCauses } from "../../src/report/failure-causes.ts";
import type { Styles } from "../../src/terminal/styles.ts";

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

test("wrong outcomes are one cause, told by one of them; a limit says so, and that no call was made", () => {
  const wrong = (found: string): Partial<IndexEntry> => ({
    shortfall: { kind: "verdict", text: `n.txt: expected 5, found ${found}` },
  });
  const causes = failureCauses([
    entry("a", wrong("4")),
    entry("b", wrong("no such file")),
    entry("c", { shortfall: { kind: "nothing-said", text: "it said nothing and called nothing" } }),
    entry("e", { shortfall: { kind: "no-call", text: "it called no tool; expected 5" } }),
    entry("f", { shortfall: { kind: "no-call", text: "it called no tool; expected 6" } }),
    entry("d", {
      ending: { status: "limit", limit: "turns" },
      shortfall: { kind: "unreadable-calls", text: "none of its 9 calls could be read" },
    }),
  ]);
  expect(causes.map(({ cause, count }) => `${count} × ${cause}`)).toEqual([
    "2 × a wrong outcome, as here: n.txt: expected 5, found 4",
    "2 × no tool called",
    "1 × it said nothing and called nothing",
    "1 × not solved within its limit of turns: none of its 9 calls could be read",
  ]);
});

test("what broke, hit a limit or was not judged has a word of its own, as in the sums", () => {
  const styles = { good: String, bad: String, warn: String, dim: String } as unknown as Styles;
  const error = { status: "error", boundary: "provider", code: "server", message: "" } as const;
  const words = [
    entry("a", {}),
    entry("b", { reward: null, ending: error }),
    entry("c", { reward: null, ending: { status: "limit", limit: "turns" } }),
    entry("d", { reward: null }),
  ].map((one) => episodeWord(one, styles));
  expect(words).toEqual(["failed", "broken", "limited", "unscored"]);
});
