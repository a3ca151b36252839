import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { displayFor } from "../../src/report/people-reporter.ts";
import { fixtureFiles } from "../fixture-files.ts";
import { Collector, runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const args = ["eval", fixtureFiles.counter].concat(
  "--data-file",
  fixtureFiles.counterTasks,
  "--agent",
  fixtureFiles.adder,
);

describe("what a person is told", () => {
  test("without a terminal: a line for each episode, then the summary", async () => {
    const cwd = await temporaryFolder();
    const { code, stdout, stderr } = await runMain(args, { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("adder on counter\n");
    expect(stdout).toMatch(/^\d\/4 {2}passed {2}one {2}reward 1 · 2 turns · /m);
    expect(stdout).toMatch(
      /^\d\/4 {2}failed {2}two {2}reward 0 · 2 turns · .* · expected 2, found 1$/m,
    );
    expect(stdout).toContain("1 of 4 succeeded (25 %)");
    expect(stdout).toContain(
      "4 planned = 4 scored + 0 cancelled + 0 limited + 0 broken + 0 unscored",
    );
    expect(stdout).toMatch(/causes +3 × a wrong outcome, as here: expected \d, found 1/);
    expect(stdout).toMatch(/agent-gym show \S+ --failed/);
    expect(stdout).not.toContain("\u001b");
    // Only what differs from the defaults.
    expect(stdout).not.toContain("settings");
  });

  test("on a terminal: one line that moves, and is gone at the end", async () => {
    const cwd = await temporaryFolder();
    const stdout = new Collector({ isTTY: true });
    const { code } = await runMain([...args, "--attempts", "3", "--seed", "7"], { cwd, stdout });
    expect(code).toBe(0);
    expect(stdout.text).toMatch(/\d+\/12/);
    expect(stdout.text).not.toMatch(/^ *\d+\/12 {2}\S*passed/m);
    expect(stdout.text).toMatch(/settings\S* +seed 7/);
    // The line is erased before the summary is written.
    const erased = stdout.text.lastIndexOf("\u001b[2K");
    expect(stdout.text.lastIndexOf("░")).toBeLessThan(erased);
    expect(erased).toBeLessThan(stdout.text.indexOf("planned ="));
    expect(stdout.text).toMatch(/pass@3 25 % \(at least one of 3\), pass\^3 25 % \(all 3\)/);
  });

  test("when quiet: the last line alone", async () => {
    const cwd = await temporaryFolder();
    const { stdout } = await runMain([...args, "--quiet", "--run-id", "q"], { cwd });
    expect(stdout).toBe(`1 of 4 succeeded (25 %)  ${join(cwd, "runs", "q")}\n`);
  });

  test("with --json: on stderr, and stdout holds JSON alone", async () => {
    const cwd = await temporaryFolder();
    const { stdout, stderr } = await runMain([...args, "--json"], { cwd });
    expect(stderr).toContain("adder on counter");
    for (const line of stdout.trimEnd().split("\n")) expect(() => JSON.parse(line)).not.toThrow();
  });
});

test("a line moves only on a terminal that someone looks at", () => {
  const loud = { quiet: false };
  const terminal = new Collector({ isTTY: true });
  expect(displayFor(terminal, { env: {} }, loud)).toBe("rich");
  expect(displayFor(terminal, { env: { CI: "true" } }, loud)).toBe("plain");
  expect(displayFor(terminal, { env: { CI: "false" } }, loud)).toBe("rich");
  expect(displayFor(terminal, { env: { TERM: "dumb" } }, loud)).toBe("plain");
  expect(displayFor(new Collector({ isTTY: true, rows: 0 }), { env: {} }, loud)).toBe("plain");
  expect(displayFor(new Collector(), { env: {} }, loud)).toBe("plain");
  expect(displayFor(terminal, { env: {} }, { quiet: true })).toBe("quiet");
  const rich = { ...loud, display: "rich" } as const;
  expect(displayFor(terminal, { env: { CI: "1" } }, rich)).toBe("rich");
  expect(displayFor(new Collector(), { env: {} }, rich)).toBe("plain");
});

test.each([
  ["none", "", ""],
  ["plain", "1 of 4 succeeded", ""],
])("--display %s says so much on a terminal", async (display, said, error) => {
  const cwd = await temporaryFolder();
  const stdout = new Collector({ isTTY: true });
  const { code, stderr } = await runMain([...args, "--display", display], { cwd, stdout });
  expect({ code, stderr }).toEqual({ code: 0, stderr: error });
  expect(stdout.text).toContain(said);
  expect(stdout.text === "").toBe(display === "none");
  expect(stdout.text).not.toContain("\u001b[2K");
});

test("--display json is --json, and people's text can be switched off beside it", async () => {
  const cwd = await temporaryFolder();
  const json = await runMain([...args, "--display", "json"], { cwd });
  expect(JSON.parse(json.stdout.split("\n")[0] ?? "")).toMatchObject({ type: "launch" });
  expect(json.stderr).toContain("adder on counter");
  const alone = await runMain([...args, "--json", "--display", "none"], { cwd });
  expect(alone.stderr).toBe("");
  expect(JSON.parse(alone.stdout.split("\n")[0] ?? "")).toMatchObject({ type: "launch" });
});
