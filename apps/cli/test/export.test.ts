import { existsSync } from "node:fs";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { exportFormats } from "@agent-gym/runner";
import { builtInFormats } from "@agent-gym/synthesizer";
import { describe, expect, test } from "vitest";

import { episodeFormatNames, rowFormatNames } from "../src/flags/export-flags.ts";
import { fixtureFiles } from "./fixture-files.ts";
import { jsonLines } from "./run-cli.ts";
import { runMain } from "./run-main.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A run of the counter's four tasks, two of them of the split `test`. */
async function recordedRun(agent = "oracle"): Promise<string> {
  const cwd = await temporaryFolder();
  const args = ["eval", fixtureFiles.counter, "--data-file", fixtureFiles.counterTasks];
  const { code } = await runMain([...args, "--agent", agent, "--run-id", "r"], { cwd });
  expect(code).toBe(0);
  return cwd;
}

test("the help names every format there is", () => {
  expect(episodeFormatNames.toSorted()).toEqual(Object.keys(exportFormats).toSorted());
  expect(rowFormatNames.toSorted()).toEqual(Object.keys(builtInFormats).toSorted());
});

describe("episodes", () => {
  test("go to stdout, as one run's lines", async () => {
    const cwd = await recordedRun();
    const { code, stdout, stderr } = await runMain(["export", "r", "--format", "jsonl"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(jsonLines(stdout).map(({ task }) => task)).toContain("three");
  });

  test("go to a file, which is replaced only when told so", async () => {
    const cwd = await recordedRun(fixtureFiles.adder);
    const args = ["export", "latest", "--format", "junit", "--output", "out/report.xml"];
    const { code, stdout } = await runMain(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    const report = await readFile(join(cwd, "out", "report.xml"), "utf8");
    expect(report).toMatch(/<testsuites?[^>]* tests="4"[^>]* failures="3"/);
    const again = await runMain(args, { cwd });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain("is there already: name another file, or give --overwrite");
    expect((await runMain([...args, "--overwrite"], { cwd })).code).toBe(0);
    expect(existsSync(join(cwd, "out", "report.xml.partial"))).toBe(false);
  });
});

test.skipIf(!existsSync("/dev/full"))(
  "a full disk is told in words, and leaves no half of a file",
  async () => {
    const cwd = await recordedRun();
    await symlink("/dev/full", join(cwd, "r.jsonl.partial"));
    const { code, stderr } = await runMain(
      ["export", "r", "--format", "jsonl", "--output", "r.jsonl"],
      { cwd },
    );
    expect(code).toBe(2);
    expect(stderr).toMatch(/^agent-gym: Can't write \S+r\.jsonl: the disk is full\.\n$/);
    expect((await readdir(cwd)).filter((name) => name.startsWith("r.jsonl"))).toEqual([]);
  },
);

describe("training rows", () => {
  test("are made of successes that may be trained on, and checked", async () => {
    const cwd = await recordedRun();
    const { code, stdout, stderr } = await runMain(
      ["export", "r", "--format", "hermes", "--check"],
      {
        cwd,
      },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("2 by held-out");
    expect(stdout).toContain("all 2 say what was recorded");
    const rows = await readFile(join(cwd, "runs", "r-hermes", "train.jsonl"), "utf8");
    expect(jsonLines(rows)).toHaveLength(2);
    const again = await runMain(["export", "r", "--format", "hermes"], { cwd });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain(
      "holds a dataset already: name another folder with --output, or give --overwrite.",
    );
    // What lies beside a run is none.
    const shown = await runMain(["show", "latest"], { cwd });
    expect(shown.stdout).toContain(join(cwd, "runs", "r\n"));
  });

  test("that a template loses something of are told, with exit code 2", async () => {
    const cwd = await recordedRun();
    const template = "{% for message in messages %}{{ message.role }}\n{% endfor %}";
    await writeFile(join(cwd, "chat_template.jinja"), template);
    const { code, stdout } = await runMain(
      ["export", "r", "--format", "openai", "--check", "--template", "chat_template.jinja"].concat([
        "--output",
        "rows",
        "--json",
      ]),
      { cwd },
    );
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      folder: join(cwd, "rows"),
      rowFormat: "openai",
      check: { records: 2, sound: 0, template: "chat_template.jinja" },
    });
  });

  test("can be one for each turn, of several runs", async () => {
    const cwd = await recordedRun();
    const { code, stdout } = await runMain(
      ["export", "r", "r", "--format", "trl", "--expand", "turn", "--output", "rows", "--json"],
      { cwd },
    );
    expect(code).toBe(0);
    // Both are the same run, so each turn is there once.
    expect(JSON.parse(stdout)).toMatchObject({
      expand: "turn",
      counts: { kept: 4, written: 4, repeated: 4 },
    });
  });

  test("are not made of failures", async () => {
    const cwd = await recordedRun("nop");
    const said = {
      hermes:
        "none of the 4 attempts became a row: held-out turned down 2, verified turned down 2.",
      "verl-rl": "none of the 4 attempts became a row",
      "trl-dpo":
        "no task has both a success and a failure: of 4 tasks 0 only succeeded and 4 only failed.",
    };
    for (const [format, reason] of Object.entries(said)) {
      const { code, stdout, stderr } = await runMain(["export", "r", "--format", format], { cwd });
      expect({ code, stderr }).toEqual({
        code: 2,
        stderr: expect.stringContaining(reason) as string,
      });
      expect(stderr).toMatch(/^agent-gym: The dataset holds no record: [^\n]+\n$/);
      expect(stdout).toMatch(/rows +0 from 0 of 4 tasks/);
      const json = ["export", "r", "--format", format, "--json", "--overwrite"];
      expect(JSON.parse((await runMain(json, { cwd })).stdout)).toMatchObject({
        empty: { reason: expect.stringContaining(reason.slice(0, -1)) as string },
      });
    }
  });
});

test.each([
  [["r"], "required option '--format <name>' not specified"],
  [["r", "--format", "hermees"], 'There is no format "hermees". Did you mean "hermes"?'],
  [["none", "--format", "csv"], 'There is no run "none"'],
  [["r", "r", "--format", "csv"], "The format csv takes one run, not 2."],
  [["r", "--format", "csv", "--check"], "--check is for training rows"],
  [["r", "--format", "trl", "--template", "x"], "--template is what --check renders rows with"],
  [["r", "--format", "trl", "--check", "--template", "x"], "x"],
])("export %j is one line and exit code 1", async (args, message) => {
  const cwd = await recordedRun();
  const { code, stdout, stderr } = await runMain(["export", ...args], { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
  expect(stderr).toContain(message);
});
