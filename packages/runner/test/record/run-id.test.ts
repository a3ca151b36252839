import { expect, test } from "vitest";

import { checkRunId, createRunId } from "../../src/record/run-id.ts";

test("a run that nobody named has a readable name of its own", () => {
  const ids = Array.from({ length: 5 }, () =>
    createRunId({ environment: "cmd", agent: "My Agent" }),
  );
  for (const id of ids) {
    expect(id).toMatch(/^\d{4}-\d\d-\d\d-cmd-my-agent-[0-9a-f]{4}$/);
    expect(() => checkRunId(id)).not.toThrow();
  }
  expect(new Set(ids).size).toBeGreaterThan(1);
});

test.each(["baseline", "2026-11-22_v1.2", "a"])("%j can name a run", (id) => {
  expect(() => checkRunId(id)).not.toThrow();
});

test.each(["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "con", "NUL.1", "a.", "a b", "基线"])(
  "%j can't",
  (id) => {
    expect(() => checkRunId(id)).toThrow("can't name a run");
  },
);
