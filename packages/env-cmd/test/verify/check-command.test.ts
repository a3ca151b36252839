import type { JsonObject } from "@agent-gym/core";
import { validate } from "@agent-gym/core";
import { expect, test } from "vitest";

import { type CommandCheck, cmdTaskSchema } from "../../src/index.ts";
import { checkCommand } from "../../src/verify/check-command.ts";
import type { Finding } from "../../src/verify/check-result.ts";
import { describeOnBackends } from "../backends.ts";

describeOnBackends("a command check", ({ provider }) => {
  const files = { "sum.sh": { data: 'cat "$1" | wc -l | tr -d " "\n' }, data: { link: "/etc" } };
  const check = async (fields: JsonObject, wallMs = 20_000): Promise<Finding> => {
    const task = validate(cmdTaskSchema, { query: "q", checks: [{ kind: "command", ...fields }] });
    if (!task.valid) throw new Error(task.problems.join("; "));
    const { signal } = new AbortController();
    const judge = { sandboxes: provider, limits: { wallMs }, signal };
    return checkCommand(task.value.checks[0] as CommandCheck, files, judge);
  };

  test("passes on the right exit code and output", async () => {
    expect(await check({ command: "exit 3", exitCode: 3 })).toMatchObject({ passed: true });
    expect(await check({ command: "echo hi; exit 1", stdout: "hi" })).toMatchObject({
      passed: false,
      found: { exitCode: 1, stdout: "hi\n" },
    });
    expect(
      await check({ command: "cat", stdin: "b\na\n", stdout: "a\nb", compare: "unordered-lines" }),
    ).toMatchObject({ passed: true });
    expect(await check({ command: "echo v1.2.3", stdoutMatches: "^v\\d+\\." })).toMatchObject({
      passed: true,
    });
    expect(await check({ command: "echo v1", stdoutMatches: "^v\\d\\." })).toMatchObject({
      passed: false,
    });
  });

  test("does not pass when its pattern takes exponential time on the output", async () => {
    expect(
      await check({ command: `echo ${"1".repeat(40)}x`, stdoutMatches: "^(\\d+\\s*)+$" }),
    ).toMatchObject({
      passed: false,
      found: { exitCode: 0, problem: expect.stringContaining("did not end") as string },
    });
  });

  test("brings its own files, over whatever stands in their way", async () => {
    expect(
      await check({
        command: "bash sum.sh data/hidden.txt",
        stdout: "2",
        files: { "data/hidden.txt": "1\n2\n" },
      }),
    ).toMatchObject({ passed: true });
  });

  test("shares nothing with another check", async () => {
    await check({ command: "echo planted > sum.sh" });
    expect(
      await check({ command: "echo x | bash sum.sh /dev/stdin; grep -c planted sum.sh" }),
    ).toMatchObject({
      found: { stdout: expect.stringContaining("0") as string },
    });
  });

  test("a command that hangs fails its check", async () => {
    expect(await check({ command: "while :; do :; done" }, 1_000)).toMatchObject({
      passed: false,
      found: { status: "timeout" },
    });
  });
});
