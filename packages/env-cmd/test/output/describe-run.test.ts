import type { ExecResult } from "@agent-gym/core";
import { SandboxError } from "@agent-gym/core";
import { expect, test } from "vitest";

import { describeRun } from "../../src/output/describe-run.ts";

const options = { outputCharacters: 1000, wallMs: 30_000 };
const run = (result: Partial<ExecResult>): ExecResult => ({
  status: "exited",
  exitCode: 0,
  stdout: "",
  stderr: "",
  milliseconds: 12,
  ...result,
});
const content = (result: Partial<ExecResult>) => describeRun(run(result), options).content;

test("output stands as it is; silence is success", () => {
  expect(content({ stdout: "  a\nb\n" })).toBe("  a\nb");
  expect(content({})).toBe("Command executed successfully");
});

test("a non-zero exit shows stdout, stderr and the code", () => {
  expect(content({ stdout: "out\n", stderr: "err\n", exitCode: 2 })).toBe(
    "out\n[stderr]\nerr\n[exit code 2]",
  );
  expect(content({ exitCode: 1 })).toBe("[exit code 1]");
});

test("limits are told in words, and are errors", () => {
  const timeout = describeRun(run({ status: "timeout", exitCode: null, stdout: "some" }), options);
  expect(timeout).toMatchObject({
    content: "some\n[stopped: a command may take 30 s]",
    isError: true,
    info: { status: "timeout" },
  });
  expect(content({ status: "oom", exitCode: null })).toContain("memory");
  expect(content({ status: "output-limit", exitCode: null })).toContain("output");
  expect(content({ status: "process-limit", exitCode: null })).toContain("processes");
  expect(content({ status: "killed", exitCode: null, stateLost: true })).toContain("restarted");
});

test("nothing of a result depends on how long it took", () => {
  const slow = describeRun(run({ stdout: "a", milliseconds: 5000 }), options);
  expect(slow).toEqual(describeRun(run({ stdout: "a", milliseconds: 1 }), options));
});

test("a sandbox that failed is no result", () => {
  expect(() => content({ status: "sandbox-error", stderr: "gone" })).toThrow(SandboxError);
});
