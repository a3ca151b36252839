import type { FileTree, JsonObject } from "@agent-gym/core";
import { validate } from "@agent-gym/core";
import { expect, test } from "vitest";

import { cmdTaskSchema } from "../../src/index.ts";
import { checkFiles, type FileCheck } from "../../src/verify/check-files.ts";

const files: FileTree = {
  "a.txt": { data: "one\ntwo\n" },
  "mode.sh": { data: "", mode: 0o750 },
  "data.json": { data: '{"list": [{"n": 1.5}], "name": "x"}' },
  "lines.jsonl": { data: '{"a": 1}\n\n{"a": 2}\n' },
  "number.txt": { data: " 42.0\n" },
  "said.txt": { data: "the sum is -7 units" },
  "bad.json": { data: "{" },
  "infinite.json": { data: '{"n": 1e999}' },
  "infinite.txt": { data: "-1e999" },
  "deep.json": { data: `${"[".repeat(100_000)}${"]".repeat(100_000)}` },
  "unclosed.json": { data: "[".repeat(100_000) },
  "dir/in.txt": { data: "" },
  "dir/.hidden": { data: "" },
  "dir/sub/deep.txt": { data: "" },
  empty: { directory: true, mode: 0o700 },
  link: { link: "a.txt" },
};

const cases: readonly [string, JsonObject, boolean][] = [
  ["file-equals", { path: "a.txt", text: "one\r\ntwo" }, true],
  ["file-equals", { path: "a.txt", text: "one\r\ntwo", compare: "exact" }, false],
  ["file-equals", { path: "a.txt", text: "two\none", compare: "unordered-lines" }, true],
  ["file-equals", { path: "link", text: "one\ntwo\n" }, false],
  ["file-equals", { path: "none", text: "" }, false],
  ["file-matches", { path: "a.txt", pattern: "^TWO$", flags: "im" }, true],
  ["file-matches", { path: "a.txt", pattern: "o", count: 2 }, true],
  ["file-matches", { path: "a.txt", pattern: "o", count: 1 }, false],
  ["file-matches", { path: "a.txt", pattern: "three" }, false],
  ["file-contains", { path: "a.txt", text: ["one", "two"] }, true],
  ["file-contains", { path: "a.txt", text: ["one", "three"] }, false],
  ["file-lacks", { path: "a.txt", text: "three" }, true],
  ["file-lacks", { path: "a.txt", text: ["three", "one"] }, false],
  ["file-lacks", { path: "none", text: "three" }, false],
  ["path-exists", { path: "dir" }, true],
  ["path-exists", { path: "dir", type: "file" }, false],
  ["path-exists", { path: "link", type: "link" }, true],
  ["path-absent", { path: "nothing" }, true],
  ["path-absent", { path: "dir/**/*.txt" }, false],
  ["path-absent", { path: "dir" }, false],
  ["json-equals", { path: "data.json", at: "/list/0", value: { n: 1.6 }, tolerance: 0.1 }, true],
  ["json-equals", { path: "data.json", at: "/list/1", value: null }, false],
  ["json-equals", { path: "data.json", value: { name: "x", list: [{ n: 1.5 }] } }, true],
  [
    "json-equals",
    { path: "lines.jsonl", format: "jsonl", value: [{ a: 2 }, { a: 1 }], unordered: true },
    true,
  ],
  ["json-equals", { path: "bad.json", value: {} }, false],
  ["json-equals", { path: "infinite.json", value: { n: 1.5 }, tolerance: 0.1 }, false],
  ["json-equals", { path: "deep.json", value: [[]] }, false],
  ["json-equals", { path: "unclosed.json", value: [] }, false],
  ["number-equals", { path: "infinite.txt", value: 42, tolerance: 0.1 }, false],
  ["number-equals", { path: "number.txt", value: 42 }, true],
  ["number-equals", { path: "number.txt", value: 41.5, tolerance: 0.4 }, false],
  ["number-equals", { path: "said.txt", value: -7, pattern: "is (\\S+)" }, true],
  ["number-equals", { path: "said.txt", value: -7 }, false],
  ["number-equals", { path: "dir/in.txt", value: 0 }, false],
  ["mode", { path: "mode.sh", mode: "0750" }, true],
  ["mode", { path: "a.txt", mode: "644" }, true],
  ["mode", { path: "empty", mode: "0755" }, false],
  ["mode", { path: "link", mode: "0644" }, false],
  ["link-equals", { path: "link", target: "a.txt" }, true],
  ["link-equals", { path: "link", target: "./a.txt" }, false],
  ["link-equals", { path: "a.txt", target: "a.txt" }, false],
  ["directory-equals", { path: "dir", entries: ["sub/", "in.txt", ".hidden"] }, true],
  ["directory-equals", { path: "dir", entries: ["sub", "in.txt", ".hidden"] }, false],
  ["directory-equals", { path: "dir", entries: ["in.txt"], ignore: [".*", "sub"] }, true],
  [
    "directory-equals",
    { path: "dir", entries: ["in.txt", ".hidden", "sub/deep.txt"], recursive: true },
    true,
  ],
  ["directory-equals", { path: "empty", entries: [] }, true],
  ["directory-equals", { path: "none", entries: [] }, false],
  ["directory-equals", { path: "a.txt", entries: [] }, false],
  ["directory-equals", { entries: ["dir/", "empty/"], ignore: ["*.*", "link"] }, true],
  [
    "sha256",
    { path: "a.txt", digest: "c3d9a1c2e5d3d2fcd0d2a3d0a9ddf8b6fbb2cbd9e1f5b0ac4e4e9d9b5c6fd2d9" },
    false,
  ],
  [
    "sha256",
    {
      path: "dir/in.txt",
      digest: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    },
    true,
  ],
  ["unchanged", { paths: ["dir"] }, true],
  ["unchanged", { paths: ["*.sh", "dir"] }, false],
];

test.each(cases)("%s %j passes: %s", (kind, fields, passed) => {
  const task = validate(cmdTaskSchema, { query: "q", checks: [{ kind, ...fields }] });
  if (!task.valid) throw new Error(task.problems.join("; "));
  const [check] = task.value.checks as readonly FileCheck[];
  const finding = checkFiles(check as FileCheck, { files, inputsModified: ["mode.sh", "a.txt"] });
  expect(finding).toMatchObject({ passed });
  expect(finding.found).toBeDefined();
  expect(JSON.parse(JSON.stringify(finding.found))).toEqual(finding.found);
});

test.each([
  [{ kind: "file-equals", path: "gone.txt", text: "nothing" }, { missing: true }],
  [{ kind: "number-equals", path: "gone.txt", value: 1 }, { missing: true }],
  [{ kind: "path-exists", path: "gone.txt" }, { missing: true }],
  [{ kind: "file-contains", path: "dir", text: "x" }, { problem: "a directory, not a file" }],
  [
    { kind: "directory-equals", path: "a.txt", entries: [] },
    { problem: "a file, not a directory" },
  ],
])("what is not there is never found as a text: %j", (fields, found) => {
  const task = validate(cmdTaskSchema, { query: "q", checks: [fields] });
  if (!task.valid) throw new Error(task.problems.join("; "));
  const [check] = task.value.checks as readonly FileCheck[];
  const finding = checkFiles(check as FileCheck, { files, inputsModified: [] });
  expect(finding).toMatchObject({ passed: false, found });
});

test.each([
  ["file-matches", {}],
  ["number-equals", { value: 1 }],
])(
  "a %s whose pattern takes exponential time on the file does not pass, and says so",
  (kind, more) => {
    const fields = { kind, path: "a", pattern: "^Total:\\s+(\\d+\\s*)+$", ...more };
    const task = validate(cmdTaskSchema, { query: "q", checks: [fields] });
    if (!task.valid) throw new Error(task.problems.join("; "));
    const trap: FileTree = { a: { data: `Total: ${"1".repeat(40)}x` } };
    const finding = checkFiles(task.value.checks[0] as FileCheck, {
      files: trap,
      inputsModified: [],
    });
    expect(finding).toMatchObject({
      passed: false,
      found: { problem: expect.stringContaining("did not end") as string },
    });
  },
);
