import { readFile } from "node:fs/promises";

import { describe, expect, test } from "vitest";

import { runCli } from "./run-cli.ts";
import { runMain } from "./run-main.ts";

const cwd = import.meta.dirname;

describe("the command line", () => {
  test("prints its help, with examples and exit codes, when asked and when nothing is", async () => {
    const asked = await runMain(["--help"], { cwd });
    const bare = await runMain([], { cwd });
    for (const { code, stdout, stderr } of [asked, bare]) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      for (const word of [
        "eval",
        "show",
        "validate",
        "doctor",
        "quickstart",
        "Examples:",
        "130 interrupted",
      ]) {
        expect(stdout).toContain(word);
      }
    }
  });

  test.each(["eval", "show", "validate", "doctor", "quickstart"])(
    "prints the help of %s",
    async (command) => {
      const { code, stdout, stderr } = await runMain([command, "--help"], { cwd });
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain(`Usage: agent-gym ${command}`);
    },
  );

  test("prints the version of its package", async () => {
    const manifest = await readFile(new URL("../package.json", import.meta.url), "utf8");
    const { version } = JSON.parse(manifest) as { readonly version: string };
    expect(await runMain(["--version"], { cwd })).toEqual({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });

  test.each([
    [["evl"], "unknown command 'evl' (Did you mean eval?)"],
    [["compare"], "missing required argument 'before'."],
    [["eval", "cmd", "--max-trns", "3"], "unknown option '--max-trns' (Did you mean --max-turns?)"],
    [["eval", "cmd", "--max-turns", "0"], "Give a whole number of at least 1."],
    [["eval", "cmd", "--temperature", "hot"], "Give a number from 0 to 5."],
    [["eval", "cmd", "--body", "{"], "It is not JSON"],
    [["eval", "cmd", "extra"], "too many arguments"],
  ])("answers %j with one line and exit code 1", async (args, message) => {
    const { code, stdout, stderr } = await runMain(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^agent-gym: [^\n]+ See agent-gym [^\n]*--help\n$/);
  });

  test("says so in one line when it runs on a Node.js that is too old", async () => {
    const source = await readFile(new URL("../src/main.ts", import.meta.url), "utf8");
    // Every import of the file that checks the version must be one that an old Node.js knows.
    const imports = source.match(/^import .+$/gm);
    expect(imports).toEqual(['import module from "node:module";']);
  });

  test("is a program of its own", async () => {
    const { code, stdout } = await runCli(["--help"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("Usage: agent-gym");
  });
});
