import { ProviderError, UsageError } from "@agent-gym/core";
import { RecordError } from "@agent-gym/runner";
import { expect, test } from "vitest";

import { describeError, reportError } from "../src/report-error.ts";
import { Collector } from "./run-main.ts";

test("whose fault an error is decides the exit code", () => {
  const system = Object.assign(new Error("ENOSPC: no space left"), {
    code: "ENOSPC",
    syscall: "write",
  });
  expect(describeError(new UsageError("Wrong flag."))).toMatchObject({
    code: "usage",
    exitCode: 1,
  });
  expect(
    describeError(new ProviderError({ code: "connection", message: "Nobody is there." })),
  ).toEqual({ code: "connection", message: "Nobody is there.", exitCode: 2 });
  expect(describeError(new RecordError("The disk is full."))).toMatchObject({ exitCode: 2 });
  expect(describeError(system)).toMatchObject({ code: "ENOSPC", exitCode: 2 });
});

test("what nobody expected is one line that asks for a report; the stack only on demand", () => {
  const error = new RangeError("of its own\n  in two lines");
  const report = (env: Readonly<Record<string, string>>): string => {
    const stderr = new Collector();
    const context = { stdout: new Collector(), stderr, env, cwd: "/", program: "agent-gym" };
    expect(reportError(error, { ...context, signals: process })).toBe(2);
    return stderr.text;
  };
  expect(report({})).toMatch(
    /^agent-gym: Unexpected error[^\n]+RangeError: of its own in two lines[^\n]+report it[^\n]+\n$/,
  );
  expect(report({ AGENT_GYM_DEBUG: "0" })).not.toContain(" at ");
  expect(report({ AGENT_GYM_DEBUG: "1" })).toContain(" at ");
});
