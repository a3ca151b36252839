import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { startScriptedServer } from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { mainFile, startCli } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const testing = JSON.stringify(import.meta.resolve("@agent-gym/core/testing"));
const bwrap = "/usr/bin/bwrap";
const inRange = "a reward is a finite number within the declared range";

/** A folder with the counter in `env.mjs`, and something about it changed. */
async function counterWith(change: string): Promise<string> {
  const cwd = await temporaryFolder();
  const source = `
    import { counterEnvironment } from ${testing};
    export const environment = {
      ...counterEnvironment,
      tasks: async function* () { yield { id: "three", target: 3 }; yield { id: "two", target: 2 }; },
      ${change}
    };
  `;
  await writeFile(join(cwd, "env.mjs"), source);
  return cwd;
}

/** Rewards that are too high, but only for a success: one rule is broken, and no other. */
const tooHigh = `
  reward: { range: [0, 1], success: 1 },
  grade: async (...input) => {
    const { reward } = await counterEnvironment.grade(...input);
    return reward === 1 ? { reward: 1, scores: { steps: Number.NaN } } : { reward };
  },
`;

interface Report {
  readonly ok: boolean;
  readonly sandbox: { readonly kind: string } | null;
  readonly conformance: readonly {
    readonly rule: string;
    readonly holds: boolean;
    readonly skipped?: string;
    readonly problem?: string;
  }[];
  readonly sample: readonly string[];
  readonly leftOut: readonly { readonly id: string; readonly reason: string }[];
  readonly validation: { readonly totals: { readonly standings: Record<string, number> } };
}

describe("a rule that is broken", () => {
  const problem =
    'task "three": the solution: the score "steps" is NaN. To mend it, divide by nothing that may be 0, and declare the range that rewards really have.';

  test("is named with what came, what was expected and what to do; exit code 2", async () => {
    const cwd = await counterWith(tooHigh);
    const { code, stdout, stderr } = await runMain(["check", "./env.mjs"], { cwd });
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    const lines = stdout.split("\n");
    expect(lines[lines.indexOf(`✗ ${inRange}`) + 1]).toBe(`    ${problem}`);
    expect(stdout).toContain("Not all is well: see what is marked ✗.");
    expect(stdout).toContain("tried on three, two.");
    const quiet = await runMain(["check", "./env.mjs", "--quiet"], { cwd });
    expect(quiet.stdout).toContain(`✗ ${inRange}`);
    expect(quiet.stdout).not.toContain("✓ one seed");
    expect(await readdir(cwd)).toEqual(["env.mjs"]);
  });

  test("is told as one JSON object, and as Markdown with one table of rules", async () => {
    const cwd = await counterWith(tooHigh);
    const json = await runMain(["check", "./env.mjs", "--json"], { cwd });
    expect(json.code).toBe(2);
    const report = JSON.parse(json.stdout) as Report;
    expect(report).toMatchObject({ ok: false, sandbox: null, sample: ["three", "two"] });
    const broken = report.conformance.filter(({ holds }) => !holds);
    expect(broken).toContainEqual({ rule: inRange, holds: false, problem });
    const markdown = await runMain(["check", "./env.mjs", "--format", "markdown"], { cwd });
    expect(markdown.code).toBe(2);
    expect(markdown.stdout).toMatch(/^### Checked by `agent-gym check`\n\n❌ counter /);
    const row = markdown.stdout.split("\n").find((line) => line.startsWith(`| ${inRange} |`));
    expect(row).toMatch(/^\| [^|]+ \| no: task "three": [^|]+ \|$/);
  });

  test("may be skipped with a reason, which the report shows", async () => {
    const cwd = await counterWith(tooHigh);
    const skips = (await checkedJson(cwd)).conformance
      .filter(({ holds }) => !holds)
      .flatMap(({ rule }) => ["--skip", `${rule}=steps are not counted yet`]);
    expect(skips.length).toBeGreaterThan(0);
    // The proof of the tasks is another matter; here it is the rules that count.
    const report = await checkedJson(cwd, ...skips);
    expect(report.conformance.every(({ holds }) => holds)).toBe(true);
    expect(report.conformance).toContainEqual({
      rule: inRange,
      holds: true,
      skipped: "steps are not counted yet",
    });
    const markdown = await runMain(["check", "./env.mjs", "--format", "markdown", ...skips], {
      cwd,
    });
    expect(markdown.stdout).toContain(`| ${inRange} | skipped: steps are not counted yet |`);
  });

  async function checkedJson(cwd: string, ...flags: readonly string[]): Promise<Report> {
    return JSON.parse((await runMain(["check", "./env.mjs", "--json", ...flags], { cwd })).stdout);
  }
});

describe("a skip", () => {
  test("of a rule that holds after all is a failure that says so", async () => {
    const cwd = await counterWith("");
    const skip = ["--skip", "no cheat is a success=there are none"];
    const { code, stdout } = await runMain(["check", "./env.mjs", ...skip], { cwd });
    expect(code).toBe(2);
    expect(stdout).toMatch(
      /✗ no cheat is a success {2}skipped: there are none\n {4}The skip .*stale.*Take the skip away\./,
    );
    expect((await runMain(["check", "./env.mjs"], { cwd })).code).toBe(0);
  });

  test.each([
    [
      "no cheat is success=x",
      /There is no rule "no cheat is success" to skip\. Did you mean "no cheat is a success"\?/,
    ],
    ["no cheat is a success", /Give rule=reason/],
    ["no cheat is a success=", /Give rule=reason/],
  ])("%s is refused in one line", async (skip, message) => {
    const cwd = await counterWith("");
    const { code, stderr } = await runMain(["check", "./env.mjs", "--quiet", "--skip", skip], {
      cwd,
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
  });
});

describe("what can't be played here", () => {
  test.each([
    ["no tasks of its own", "tasks: undefined,", /brings no tasks of its own: name a file/],
    ["none at all", "tasks: async function* () {},", /There is no task in the environment's own/],
    [
      "tasks that need what no sandbox has",
      `needs: () => ({ sandbox: ["time-travel"] }),`,
      /No task of counter can be played here: sandbox virtual.*time-travel.*another --sandbox/,
    ],
    [
      "tasks that need a model",
      `roles: { user: "talks" }, needs: () => ({ roles: ["user"] }),`,
      /No task of counter can be played here: no model plays user\. .*--env-llm-url/,
    ],
  ])("%s: one line, exit code 1", async (_, change, message) => {
    const cwd = await counterWith(change);
    const args = ["check", "./env.mjs", "--quiet", "--sandbox", "virtual"];
    const { code, stdout, stderr } = await runMain(args, { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
  });

  test("is left out of the sample, and said to be", async () => {
    const cwd = await counterWith(
      `needs: ({ data }) => (data.target === 3 ? { sandbox: ["time-travel"] } : {}),`,
    );
    const args = ["check", "./env.mjs", "--sandbox", "virtual", "--skip-unmet"];
    const { code, stdout } = await runMain(args, { cwd });
    expect(stdout).toMatch(
      /rules of the conformance kit hold, tried on two\. They could not be tried on three: sandbox virtual.*time-travel.*\./,
    );
    expect(code).toBe(0);
    const json = await runMain([...args, "--json"], { cwd });
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: true,
      sample: ["two"],
      leftOut: [{ id: "three", reason: expect.stringContaining("time-travel") }],
    });
    const strict = await runMain(args.slice(0, -1), { cwd });
    expect(strict.code).toBe(2);
    expect(strict.stdout).toContain("--skip-unmet does not count them as failures");
  });

  test.skipIf(!existsSync(bwrap))("for want of bubblewrap is told with how to get it", async () => {
    const cwd = await temporaryFolder();
    // What finds programs looks beyond the PATH as well: only a machine without it lacks it.
    const without = ["--dev-bind", "/", "/", "--ro-bind", "/dev/null", bwrap, process.execPath];
    const args = [...without, mainFile, "check", "cmd", "--sandbox", "bubblewrap"];
    const { code, stdout, stderr } = await promisify(execFile)(bwrap, args, { cwd }).then(
      (ended) => ({ ...ended, code: 0 }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^agent-gym: Sandbox bubblewrap does not work here: there is no bwrap on the PATH\. To use it, [^\n]+\n$/,
    );
  });
});

test("tasks with roles are tried with the models that are named", async () => {
  const cwd = await temporaryFolder();
  await using server = await startScriptedServer({
    reply: ({ messages }) => ({
      text: messages[0]?.content === "Is it good? An answer." ? "yes" : "no",
    }),
  });
  const args = ["check", fixtureFiles.talker, "--data-file", fixtureFiles.topics, "--json"];
  const alone = await runMain([...args, "--skip-unmet"], { cwd });
  expect(JSON.parse(alone.stdout)).toMatchObject({
    sample: ["plain"],
    leftOut: [
      { id: "bread", reason: "no model plays user, judge" },
      { id: "salt", reason: "no model plays user, judge" },
    ],
  });
  const models = ["--env-llm-url", server.url, "--env-llm-model", "m"];
  const played = await runMain([...args, ...models], { cwd });
  const report = JSON.parse(played.stdout) as Report;
  expect(report).toMatchObject({ sample: ["bread", "salt", "plain"], leftOut: [] });
  expect(report.conformance.filter(({ holds }) => !holds)).toEqual([]);
  expect(played.code).toBe(0);
});

test.skipIf(!existsSync(bwrap))(
  "an interrupted check ends soon, and leaves no process and no file behind",
  async () => {
    const cwd = await temporaryFolder();
    const temporary = join(cwd, "temporary");
    await mkdir(temporary);
    const env = { TMPDIR: temporary, NODE_DISABLE_COMPILE_CACHE: "1" };
    const args = ["check", "cmd", "--sandbox", "bubblewrap"];
    const { child, result } = startCli(args, { cwd, env });
    const seen = new Set<string>();
    const watching = (async () => {
      while (child.exitCode === null && child.signalCode === null) {
        for (const one of await descendants(child.pid ?? -1)) seen.add(one);
        await new Promise((resolve) => void setTimeout(resolve, 5));
      }
    })();
    let stdout = "";
    child.stdout?.on("data", (text: string) => {
      stdout += text;
      if (stdout.includes("each call is answered once") && !child.killed) child.kill("SIGINT");
    });
    const { code, signal, stderr } = await result;
    await watching;
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(stderr).toBe("agent-gym: Interrupted before everything was checked.\n");
    expect(await readdir(temporary)).toEqual([]);
    expect(await readdir(cwd)).toEqual(["temporary"]);
    expect(seen.size).toBeGreaterThan(0);
    // A killed process may take a moment to be gone.
    await expect
      .poll(async () => (await processes()).filter(({ key }) => seen.has(key)))
      .toEqual([]);
  },
  120_000,
);

interface Process {
  readonly id: number;
  readonly parent: number;
  /** Its number and when it was started: numbers are given again. */
  readonly key: string;
}

/** All processes of this machine that have not ended. */
async function processes(): Promise<readonly Process[]> {
  const found: Process[] = [];
  for (const id of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${id}/stat`, "utf8").catch(() => "");
    // The name before it may hold anything.
    const [state, parent, ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (stat === "" || state === "Z") continue;
    found.push({ id: Number(id), parent: Number(parent), key: `${id}@${rest[17]}` });
  }
  return found;
}

/** The keys of all that a process has started, and of what those have. */
async function descendants(root: number): Promise<readonly string[]> {
  const all = await processes();
  const below = (id: number): readonly Process[] =>
    all.filter(({ parent }) => parent === id).flatMap((one) => [one, ...below(one.id)]);
  return below(root).map(({ key }) => key);
}
