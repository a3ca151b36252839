import { VerifierError } from "@agent-gym/core";
import { expect, test } from "vitest";

import { takeEvidence, workspaceToJudge } from "../../src/evidence/cmd-evidence.ts";

const start = {
  "in.txt": { data: "in" },
  "logs/a.log": { data: "a" },
  "edit.ini": { data: "old" },
};
const end = {
  files: {
    "in.txt": { data: "in" },
    logs: { link: "/tmp" },
    "edit.ini": { data: "new" },
    out: { data: "1" },
  },
  skipped: [{ path: "pipe", reason: "it is a FIFO" }],
};

test("evidence tells which inputs were changed, and keeps them as they were", () => {
  const evidence = takeEvidence(start, end);
  expect(evidence.data).toEqual({
    inputsModified: ["edit.ini", "logs/a.log"],
    skipped: end.skipped,
  });
  expect(Object.keys(evidence.files ?? {})).toEqual([
    "workspace/in.txt",
    "workspace/logs",
    "workspace/edit.ini",
    "workspace/out",
    "inputs/logs/a.log",
    "inputs/edit.ini",
  ]);
});

test("inputs are put back unless the task lets them change", () => {
  expect(workspaceToJudge(takeEvidence(start, end), ["*.ini"])).toEqual({
    "in.txt": { data: "in" },
    "logs/a.log": { data: "a" },
    "edit.ini": { data: "new" },
    out: { data: "1" },
  });
  expect(workspaceToJudge(takeEvidence(start, end), [])["edit.ini"]).toEqual({ data: "old" });
});

test("a file may have the name of something that every object has", () => {
  const named = { constructor: { data: "a" }, "toString/x": { data: "b" } };
  const { data } = takeEvidence(named, { files: {}, skipped: [] });
  expect(data.inputsModified).toEqual(["constructor", "toString/x"]);
});

test("evidence without files can't be judged", () => {
  expect(() => workspaceToJudge({ data: { inputsModified: [], skipped: [] } }, [])).toThrow(
    VerifierError,
  );
});
