import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { runCli } from "../run-cli.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** Writes a package and puts what it depends on where an installation would. */
async function initDemo(): Promise<string> {
  const cwd = await temporaryFolder();
  const { code, stderr } = await runCli(["init", "env", "demo"], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const folder = join(cwd, "demo");
  const core = dirname(dirname(fileURLToPath(import.meta.resolve("@agent-gym/core"))));
  const zod = dirname(createRequire(join(core, "package.json")).resolve("zod/package.json"));
  const types = dirname(createRequire(import.meta.url).resolve("@types/node/package.json"));
  for (const [name, place] of Object.entries({
    "@agent-gym/core": core,
    zod,
    "@types/node": types,
  })) {
    await mkdir(dirname(join(folder, "node_modules", name)), { recursive: true });
    await symlink(place, join(folder, "node_modules", name));
  }
  return folder;
}

/** Runs a program of Node.js in a folder, and gives what it printed; its failure has that too. */
async function node(cwd: string, ...args: readonly string[]): Promise<string> {
  // A test runner that finds itself within another one does nothing.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env;
  return (await promisify(execFile)(process.execPath, args, { cwd, env })).stdout;
}

const compiler = fileURLToPath(
  new URL("../../../../node_modules/typescript/bin/tsc", import.meta.url),
);

describe("a package that init has written", () => {
  test("plays its tasks with the oracle, and keeps the rules", async () => {
    const cwd = await initDemo();
    const played = await runCli(
      ["eval", "./src/index.ts", "--agent", "oracle", "--json", "--quiet"],
      { cwd },
    );
    expect(played).toMatchObject({ code: 0 });
    expect(JSON.parse(played.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      summary: { planned: 5, scored: 5, succeeded: 5 },
    });
    const checked = await runCli(["check", "./src/index.ts", "--format", "markdown"], { cwd });
    expect(checked).toMatchObject({ code: 0 });
    expect(checked.stdout).toContain("demo");
  }, 120_000);

  test("compiles, passes its own tests, and can be built and played as it will be published", async () => {
    const cwd = await initDemo();
    await node(cwd, compiler);
    const ran = await node(cwd, "--test", "--test-reporter=tap", "test/*.test.ts");
    expect(ran).toMatch(/^# fail 0$/m);
    expect(ran).toMatch(/^# pass [3-9]\d$/m);
    await node(cwd, compiler, "-p", "tsconfig.build.json");
    expect((await readdir(join(cwd, "dist"))).toSorted()).toEqual([
      "environment.d.ts",
      "environment.js",
      "environment.js.map",
      "index.d.ts",
      "index.js",
      "index.js.map",
      "sample-tasks.d.ts",
      "sample-tasks.js",
      "sample-tasks.js.map",
    ]);
    const described = await runCli(["envs", "."], { cwd });
    expect(described).toMatchObject({ code: 0, stderr: "" });
    expect(described.stdout).toContain("How often parcels may be moved in an episode.");
  }, 120_000);

  test("keeps to the number of moves that is set", async () => {
    const cwd = await initDemo();
    const args = ["eval", "./src/index.ts", "--agent", "oracle", "--json", "--quiet"];
    const { stdout } = await runCli([...args, "--set", "moves=1"], { cwd });
    expect(JSON.parse(stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({
      // Three of the five tasks need two moves.
      summary: { planned: 5, scored: 5, succeeded: 2 },
    });
    const wrong = await runCli([...args, "--set", "move=1"], { cwd });
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('Did you mean "moves"?');
  }, 120_000);

  test("turns red when its solution is wrong", async () => {
    const cwd = await initDemo();
    const file = join(cwd, "src/sample-tasks.ts");
    const tasks = await readFile(file, "utf8");
    await writeFile(file, tasks.replace('goal: { lamp: "A" }', 'goal: { lamp: "Z" }'));
    const { code, stdout } = await runCli(["check", "./src/index.ts", "--json"], { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain("one-parcel");
  }, 120_000);

  test("holds no word of the template, and no machine's path", async () => {
    const cwd = await initDemo();
    const names = (await readdir(cwd, { recursive: true, withFileTypes: true })).filter(
      (entry) => entry.isFile() && !entry.parentPath.includes("node_modules"),
    );
    const texts = await Promise.all(
      names.map((entry) => readFile(join(entry.parentPath, entry.name), "utf8")),
    );
    expect(names.length).toBeGreaterThan(10);
    expect(texts.join("\n")).not.toMatch(/my-environment|package-name|agent-gym-version|this-year/);
    expect(texts.join("\n")).not.toContain(resolve(cwd));
  });
});

describe("init refuses", () => {
  test.for([
    ["a name that leads elsewhere", "../x"],
    ["the name of a built-in environment", "cmd"],
  ])("%s, in one line", async ([, name = ""]) => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await runCli(["init", "env", name], { cwd });
    expect(code).toBe(1);
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(await readdir(cwd)).toEqual([]);
  });

  test("a folder that is not empty, and leaves it alone", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "demo"));
    await writeFile(join(cwd, "demo/mine.txt"), "mine");
    const { code, stderr } = await runCli(["init", "env", "demo"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("mine.txt");
    expect(await readdir(join(cwd, "demo"))).toEqual(["mine.txt"]);
  });
});
