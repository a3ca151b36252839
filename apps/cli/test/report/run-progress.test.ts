import { noUsage } from "@agent-gym/core";
import type { IndexEntry } from "@agent-gym/runner";
import { expect, test } from "vitest";

import { progressLine } from "../../src/report/progress-line.ts";
import { RunProgress } from "../../src/report/run-progress.ts";
import { stylesFor } from "../../src/terminal/styles.ts";
import { Collector } from "../run-main.ts";

const usage = { agent: { ...noUsage, inputTokens: 900, outputTokens: 100 } };

function end(task: string, over: Partial<IndexEntry> = {}): IndexEntry {
  return {
    task,
    digest: task,
    attempt: 0,
    try: 0,
    file: `episodes/${task}.jsonl`,
    reward: 1,
    success: true,
    ending: { status: "completed" },
    turns: 1,
    toolCalls: 0,
    usage,
    startedAt: 0,
    milliseconds: { total: 2000, waited: 0 },
    ...over,
  };
}

function started(planned: number, finished: readonly IndexEntry[] = []): RunProgress {
  const progress = new RunProgress();
  progress.add({
    type: "run-start",
    runId: "r",
    folder: "/r",
    planned,
    owed: planned - finished.length,
    finished,
    skipped: [],
  });
  return progress;
}

test("counts what is done, what goes on, and the tokens of both", () => {
  const progress = started(5, [end("before")]);
  const one = { task: "one", attempt: 0 };
  progress.add({ type: "episode-start", ...one, try: 0, file: "f" });
  progress.add({ type: "episode-progress", ...one, phase: "playing", turns: 1, usage });
  progress.add({ type: "episode-end", ...end("two", { success: false, reward: 0 }) });
  expect(progress).toMatchObject({ planned: 5, done: 2, scored: 2, succeeded: 1, tokens: 3000 });
  expect(progress.secondsLeft(2)).toBe(4);
  const options = { concurrency: 2, seconds: 61, styles: stylesFor(new Collector()), bar: false };
  expect(progressLine(progress, options)).toBe(
    "2/5  50 % succeeded  3.0k tokens  $0.00  1 playing  1m 01s  about 4 s left",
  );
});

test("knows what it costs, and what it will have cost; a price that is not known is no 0", () => {
  const priced = (cost: number | null) => ({ usage: { agent: { ...usage.agent, cost } } });
  const progress = started(8, [end("one", priced(0.3))]);
  expect(progress).toMatchObject({ cost: 0.3, projectedCost: 2.4 });
  const options = { concurrency: 1, seconds: 1, styles: stylesFor(new Collector()), bar: false };
  expect(progressLine(progress, options)).toContain("1.0k tokens  $0.3 of about $2.40  1 s");
  // Answers of an earlier try are not paid for again.
  progress.add({ type: "episode-end", ...end("two", { ...priced(0.3), paid: {} }) });
  expect(progress).toMatchObject({ cost: 0.3, projectedCost: 1.2 });
  progress.add({ type: "episode-end", ...end("three", priced(null)) });
  expect(progress).toMatchObject({ cost: null, projectedCost: undefined });
  expect(progressLine(progress, options)).toContain("tokens  $?  ");
});

test("an episode that will be tried again is not done", () => {
  const progress = started(2);
  const broke = { success: false, reward: null, unscored: { boundary: "provider", reason: "" } };
  progress.add({ type: "episode-end", ...end("one", broke as Partial<IndexEntry>), retryInMs: 9 });
  expect(progress.done).toBe(0);
  progress.add({ type: "episode-end", ...end("one", { try: 1 }) });
  expect(progress.done).toBe(1);
});

test("an episode that is tried again replaces its earlier try", () => {
  const progress = started(2, [end("one")]);
  progress.add({ type: "episode-end", ...end("one", { try: 1, success: false, reward: 0 }) });
  expect(progress).toMatchObject({ scored: 1, succeeded: 0 });
});

test("says nothing of the time left before it can know", () => {
  expect(started(3).secondsLeft(1)).toBeUndefined();
});
