import { noUsage } from "@agent-gym/core";
import type { IndexEntry } from "@agent-gym/runner";
import stringWidth from "string-width";
import { expect, test } from "vitest";

import { liveScreen } from "../../src/report/live-screen.ts";
import { RunProgress } from "../../src/report/run-progress.ts";
import { stylesFor } from "../../src/terminal/styles.ts";
import { Collector } from "../run-main.ts";

const styles = stylesFor(new Collector());
const size = { concurrency: 8, attempts: 1, seconds: 5, styles, width: 80, height: 24 };

function running(count: number, task = (index: number): string => `task-${index}`): RunProgress {
  const progress = new RunProgress();
  const start = { runId: "r", folder: "/r", planned: count + 4, owed: count + 4 };
  progress.add({ type: "run-start", ...start, finished: [], skipped: [] });
  for (let index = 0; index < count; index += 1) {
    const about = { task: task(index), attempt: 0 };
    progress.add({ type: "episode-start", ...about, try: 0, file: "f" });
    const usage = { agent: { ...noUsage, inputTokens: 1500, cost: 0.02 } };
    progress.add({ type: "episode-progress", ...about, phase: "playing", turns: 2, usage });
  }
  return progress;
}

function failed(task: string, message: string): IndexEntry {
  return {
    task,
    digest: task,
    attempt: 0,
    try: 0,
    file: "f",
    reward: null,
    success: false,
    unscored: { boundary: "provider", reason: message },
    ending: { status: "error", boundary: "provider", code: "server", message },
    turns: 1,
    toolCalls: 0,
    usage: {},
    startedAt: 0,
    milliseconds: { total: 10, waited: 0 },
  };
}

test("shows what is under way, with turns, tokens, cost and age", () => {
  const [first, ...rest] = liveScreen(running(2), size).split("\n");
  expect(first).toContain("0/6  ░");
  expect(rest).toEqual([
    "  playing  task-0  2 turns  1.5k tokens  $0.02  0 s",
    "  playing  task-1  2 turns  1.5k tokens  $0.02  0 s",
  ]);
});

test("groups failures by their cause, and forgets one that a later try mended", () => {
  const progress = running(0);
  progress.add({ type: "episode-end", ...failed("a", "status 500 after 10 s") });
  progress.add({ type: "episode-end", ...failed("b", "status 500 after 20 s") });
  expect(liveScreen(progress, size)).toContain("\n  2 × provider: status 500 after 10 s  (a)");
  progress.add({
    type: "episode-end",
    ...failed("b", ""),
    try: 1,
    reward: 1,
    success: true,
    ending: { status: "completed" },
  });
  expect(liveScreen(progress, size)).toContain("\n  1 × provider: status 500 after 10 s  (a)");
});

test.each([
  [3, 40],
  [10, 80],
  [24, 200],
])("is never higher than %d lines or wider than %d columns", (height, width) => {
  const progress = running(50, (index) => `${"很长的任务名称".repeat(5)} ${index}`);
  for (let index = 0; index < 6; index += 1) {
    const message = `${"reason ".repeat(40)}${"x".repeat(index)}`;
    progress.add({ type: "episode-end", ...failed(`f${index}`, message) });
  }
  const lines = liveScreen(progress, { ...size, width, height }).split("\n");
  // The line of progress and the causes are shown whatever the room.
  expect(lines.length).toBeLessThanOrEqual(Math.max(height, 5));
  for (const line of lines.slice(1)) expect(stringWidth(line)).toBeLessThan(width);
  if (height === 24) expect(lines.join("\n")).toMatch(/and \d+ more episodes/);
});

test("what a task or a model says can't move the cursor", () => {
  const progress = running(1, () => "evil\u001b[2Jtask");
  progress.add({ type: "episode-end", ...failed("b", "bad\u001b]0;title\u0007") });
  expect(liveScreen(progress, size)).not.toContain("\u001b");
});
