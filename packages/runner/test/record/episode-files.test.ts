import * as fc from "fast-check";
import { expect, test } from "vitest";

import { episodeFiles } from "../../src/record/episode-files.ts";

const digest = "0123456789abcdef".repeat(4);
const other = "fedcba9876543210".repeat(4);

function names(tasks: readonly { readonly id: string; readonly digest: string }[]): string[] {
  const files = episodeFiles(tasks);
  return tasks.map((task) => files.path({ task: task.id, digest: task.digest, attempt: 0 }, 1));
}

test("a file's name says the task, its digest, the attempt and the try", () => {
  expect(names([{ id: "Sort the Lines!", digest }])).toEqual([
    "episodes/sort-the-lines-01234567.0.1.jsonl",
  ]);
});

test("ids of any script, reserved names and paths become plain names", () => {
  expect(names([{ id: "统计日志", digest }])).toEqual(["episodes/task-01234567.0.1.jsonl"]);
  expect(names([{ id: "Café", digest }])).toEqual(["episodes/cafe-01234567.0.1.jsonl"]);
  expect(names([{ id: "CON", digest }])).toEqual(["episodes/con-01234567.0.1.jsonl"]);
  expect(names([{ id: "../../etc/passwd", digest }])).toEqual([
    "episodes/etc-passwd-01234567.0.1.jsonl",
  ]);
});

test("tasks of the same data, or of digests that begin alike, have different names", () => {
  const tasks = [
    { id: "统计", digest },
    { id: "求和", digest },
    { id: "求和", digest: `01234567${"f".repeat(56)}` },
    { id: "Total", digest: other },
    { id: "TOTAL", digest: other },
  ];
  expect(new Set(names(tasks)).size).toBe(tasks.length);
});

test("every name is safe on every system, differs from all others, and does not depend on order", () => {
  const id = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc.constantFrom("a", "A", "é"),
  );
  const task = fc.record({ id, digest: fc.constantFrom(digest, other) });
  fc.assert(
    fc.property(
      fc.uniqueArray(task, { selector: ({ id: text, digest: hex }) => `${hex}${text}` }),
      (tasks) => {
        const given = names(tasks);
        for (const name of given) {
          expect(name).toMatch(/^episodes\/[a-z0-9](?:-?[a-z0-9])*\.0\.1\.jsonl$/);
          expect(name.length).toBeLessThan(100);
        }
        expect(new Set(given).size).toBe(tasks.length);
        expect(names(tasks.toReversed()).toReversed()).toEqual(given);
      },
    ),
  );
});
