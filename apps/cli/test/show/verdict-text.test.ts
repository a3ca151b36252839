import type { Json, RecordedEvent } from "@agent-gym/core";
import { expect, test } from "vitest";

import { verdictText } from "../../src/show/verdict-text.ts";
import { stylesFor } from "../../src/terminal/styles.ts";
import { Collector } from "../run-main.ts";

test.each<[string, Json, string]>([
  ["a file that is missing", { missing: true }, "found: no such file"],
  ["a place of a document that is missing", { missing: "/a/b" }, "found: nothing at /a/b"],
  ["what can't be looked at", { problem: "a directory" }, "found: a directory"],
  ["content of the same letters", "no such file", 'found: "no such file"'],
  ["what older records have for it", "nothing", 'found: "nothing"'],
])("%s is told from content", (_, found, line) => {
  const checks = [{ kind: "file-equals", path: "a.txt", passed: false, expected: "x", found }];
  const event = { verdict: { reward: 0, details: { checks } }, gradedBy: "cmd@1" };
  const text = verdictText(event as unknown as Extract<RecordedEvent, { type: "verdict" }>, {
    success: false,
    styles: stylesFor(new Collector()),
  });
  expect(text).toContain(line);
});
