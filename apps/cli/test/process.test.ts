import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { fixtureFiles } from "./fixture-files.ts";
import { mainFile, runCli } from "./run-cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const args = ["eval", fixtureFiles.counter].concat(
  ["--data-file", fixtureFiles.counterTasks],
  ["--agent", fixtureFiles.adder],
);

describe("the process", () => {
  test("colours what is no terminal only when told to", async () => {
    const cwd = await temporaryFolder();
    const plain = await runCli(args, { cwd });
    const forced = await runCli(args, { cwd, env: { FORCE_COLOR: "1" } });
    const without = await runCli(args, { cwd, env: { NO_COLOR: "1" } });
    expect([plain, forced, without].map(({ code }) => code)).toEqual([0, 0, 0]);
    expect([plain, forced, without].map(({ stdout }) => stdout.includes("\u001b["))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test.skipIf(process.platform === "win32")(
    "ends well when its reader has seen enough",
    async () => {
      const cwd = await temporaryFolder();
      await runCli([...args, "--attempts", "200", "--quiet"], { cwd });
      const script = `"$0" "$1" show latest --json | head -n 1`;
      const { stdout, stderr } = await promisify(execFile)(
        "/bin/sh",
        ["-c", script, process.execPath, mainFile],
        { cwd },
      );
      expect(stdout.split("\n")).toHaveLength(2);
      expect(stderr).toBe("");
    },
  );
});
