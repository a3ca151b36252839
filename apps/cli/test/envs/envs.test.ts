import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { describe, expect, test } from "vitest";

import { findEnvironmentPackages } from "../../src/loading/find-environment-packages.ts";
import { fixtureFiles } from "../fixture-files.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const core = import.meta.resolve("@agent-gym/core");
const testing = import.meta.resolve("@agent-gym/core/testing");

const goodSource = `
import { counterEnvironment } from "${testing}";
import { defineEnvironment, fromJsonSchema } from "${core}";
export const environment = defineEnvironment({
  name: "ledger",
  version: "3",
  description: "Keeps a ledger.",
  task: fromJsonSchema({ type: "object", properties: { target: { type: "integer" } } }),
  options: fromJsonSchema({
    type: "object",
    additionalProperties: false,
    properties: {
      edition: { type: "string", default: "2.0", description: "Which rules hold." },
      rows: { type: "integer", minimum: 1, description: "How many rows." },
      audit: { type: "object", properties: { level: { enum: ["low", "high"] } } },
    },
  }),
  roles: { clerk: "writes what the agent dictates" },
  needs: () => ({ sandbox: ["network"], roles: ["clerk"] }),
  tasks: async function* () { for (const target of [1, 2, 3]) yield { target }; },
  create: () => { throw new Error("not played here"); },
});
`;

/** Installs packages of one file each into a folder's `node_modules`. */
async function install(
  folder: string,
  packages: Readonly<Record<string, { readonly source: string; readonly keywords?: unknown }>>,
): Promise<void> {
  for (const [name, { source, keywords = ["agent-gym-env"] }] of Object.entries(packages)) {
    const file = join(folder, "node_modules", name, "index.js");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, source);
    const manifest = { name, version: "1.2.3", type: "module", exports: "./index.js", keywords };
    await writeFile(join(dirname(file), "package.json"), JSON.stringify(manifest));
  }
}

const broken = {
  "env-future": {
    source: `export const environment = { kind: "environment", specificationVersion: "v9" };`,
  },
  "env-half": {
    source: `export const environment = { kind: "environment", specificationVersion: "v1", name: "half" };`,
  },
  "env-nothing": { source: "export const nothing = 1;" },
  "env-throws": { source: `throw new TypeError("no luck\\nin two lines");` },
  "env-unfinished": { source: `import "left-pad-that-is-not-there";` },
};

const problems = [
  ["env-future", 'follows version "v9" of the environment contract; this program knows "v1"'],
  ["env-half", "lacks version, taskSchema, optionsSchema"],
  ["env-nothing", "exports no environment definition"],
  ["env-throws", "Can't load env-throws: TypeError: no luck"],
  ["env-unfinished", "it imports left-pad-that-is-not-there, which is not installed where it lies"],
] as const;

describe("installed environments", () => {
  test("are found by their keyword, here and in the folders above, the nearest first", async () => {
    const root = await temporaryFolder();
    const inner = join(root, "inner");
    await install(inner, { "@acme/env-sql": { source: "" }, other: { source: "", keywords: [] } });
    await install(root, { "@acme/env-sql": { source: "" }, "env-up": { source: "" } });
    await writeFile(join(root, "node_modules", "env-up", "..", "broken.json"), "{");
    await mkdir(join(root, "node_modules", "empty"));
    const found = await findEnvironmentPackages([inner]);
    expect(found.map(({ name, version, folder }) => [name, version, folder])).toEqual([
      ["@acme/env-sql", "1.2.3", join(inner, "node_modules", "@acme/env-sql")],
      ["env-up", "1.2.3", join(root, "node_modules", "env-up")],
    ]);
  });

  test("are listed with what they are and take; those that can't be used with the reason", async () => {
    const cwd = await temporaryFolder();
    await install(cwd, { "@acme/env-ledger": { source: goodSource }, ...broken });
    const { code, stdout, stderr } = await runMain(["envs", "--json"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { environments } = JSON.parse(stdout) as {
      readonly environments: readonly {
        readonly from: { readonly typed: string; readonly kind: string };
        readonly problem?: string;
      }[];
    };
    const byName = new Map(environments.map((one) => [one.from.typed, one]));
    for (const name of ["cmd", "python", "nlp"]) {
      expect(byName.get(name)?.from.kind).toBe("built-in");
      expect(byName.get(name)).not.toHaveProperty("problem");
    }
    expect(byName.get("@acme/env-ledger")).toEqual({
      from: {
        typed: "@acme/env-ledger",
        kind: "package",
        package: {
          name: "@acme/env-ledger",
          version: "1.2.3",
          folder: join(cwd, "node_modules", "@acme/env-ledger"),
        },
      },
      name: "ledger",
      version: "3",
      description: "Keeps a ledger.",
      tasks: { count: 3, more: false },
      options: [
        {
          path: "edition",
          type: "text",
          required: false,
          default: "2.0",
          description: "Which rules hold.",
        },
        { path: "rows", type: "whole number ≥ 1", required: false, description: "How many rows." },
        { path: "audit.level", type: "low or high", required: false, description: "" },
      ],
      roles: { clerk: "writes what the agent dictates" },
      needs: { sandbox: ["network"], roles: ["clerk"] },
    });
    for (const [name, problem] of problems) {
      expect(byName.get(name)?.problem).toContain(problem);
      expect(byName.get(name)?.problem).toMatch(/^[^\n]+$/);
    }
  });

  test("are listed for people, too", async () => {
    const cwd = await temporaryFolder();
    await install(cwd, { "@acme/env-ledger": { source: goodSource }, ...broken });
    const { code, stdout } = await runMain(["envs"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cmd +\S+ +5 +3 +0 +sandbox +built in: @agent-gym\/env-cmd/m);
    expect(stdout).toMatch(/^@acme\/env-ledger +3 +3 +3 +1 +sandbox \(network\); model for clerk/m);
    expect(stdout).toContain("✗ env-throws (env-throws 1.2.3 in node_modules/env-throws) can't be");
  });

  test.each(problems)("%s is refused in one line with exit code 1", async (name, problem) => {
    const cwd = await temporaryFolder();
    await install(cwd, broken);
    for (const args of [
      ["envs", name],
      ["eval", name, "--agent", "nop"],
      ["validate", name],
      ["synth", name, "--agent", "oracle"],
    ]) {
      const { code, stdout, stderr } = await runMain(args, { cwd });
      expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
      expect(stderr).toContain(problem);
      expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
    }
  });

  test("are named where an unknown one was asked for", async () => {
    const cwd = await temporaryFolder();
    await install(cwd, { "env-ledger": { source: goodSource } });
    const { code, stderr } = await runMain(["eval", "env-ledgre", "--agent", "nop"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('Did you mean "env-ledger"?');
    expect(stderr).toContain("Installed here: env-ledger.");
  });
});

describe("one environment", () => {
  test("is told with its options as flags", async () => {
    const { code, stdout } = await runMain(["envs", "cmd"], { cwd: import.meta.dirname });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ {2}--set outputCharacters= +whole number ≥ 200 +default 10000 +How/m);
    expect(stdout).toContain("5 of its own");
  });

  test("shows its options in the help of what plays it", async () => {
    for (const command of [["eval"], ["validate"], ["synth"], ["tasks", "synth"]]) {
      const { code, stdout } = await runMain([...command, "cmd", "--help"], {
        cwd: import.meta.dirname,
      });
      expect(code).toBe(0);
      expect(stdout).toContain("--set commandSeconds=");
    }
    const { stdout } = await runMain(["eval", "--help"], { cwd: import.meta.dirname });
    expect(stdout).not.toContain("commandSeconds");
  });

  test("may lie in a file or in a package's folder", async () => {
    const cwd = await temporaryFolder();
    await install(cwd, { "env-ledger": { source: goodSource } });
    for (const typed of ["./node_modules/env-ledger", fixtureFiles.counter]) {
      expect((await runMain(["envs", typed], { cwd })).code).toBe(0);
    }
    const inside = await runMain(["envs", "."], { cwd: join(cwd, "node_modules", "env-ledger") });
    expect(inside.stdout).toContain("ledger 3  Keeps a ledger.");
  });

  test.each([
    ["a folder that is no package", {}, "is a folder without a package.json"],
    ["a package that is not built", { "package.json": "{}" }, "build the package first"],
    ["a package.json that is cut off", { "package.json": "{" }, "Can't read"],
  ])("%s is refused in one line", async (_, files, message) => {
    const cwd = await temporaryFolder();
    for (const [name, text] of Object.entries(files)) await writeFile(join(cwd, name), text);
    const { code, stderr } = await runMain(["envs", "."], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).toMatch(/^agent-gym: [^\n]+\n$/);
  });
});

describe("options", () => {
  async function options(...set: readonly string[]) {
    const { readOptions } = await import("../../src/loading/read-options.ts");
    const { assignment } = await import("../../src/flags/parse-flag.ts");
    const cwd = await temporaryFolder();
    await install(cwd, { "env-ledger": { source: goodSource } });
    const url = pathToFileURL(join(cwd, "node_modules/env-ledger/index.js")).href;
    const { environment } = (await import(url)) as {
      readonly environment: Parameters<typeof readOptions>[0];
    };
    let raw = {};
    for (const text of set) raw = assignment(text, raw);
    return readOptions(environment, raw);
  }

  test("are read as the types that they are", async () => {
    expect(await options("edition=1.0", "rows=5", "audit.level=low")).toEqual({
      edition: "1.0",
      rows: 5,
      audit: { level: "low" },
    });
    expect(await options("edition=7", "rows=5.0")).toEqual({ edition: "7", rows: 5 });
    expect(await options("edition=true")).toEqual({ edition: "true" });
  });

  test("that there are not are refused with those that there are", async () => {
    await expect(options("edtion=1")).rejects.toThrow(
      'there is no "edtion". Did you mean "edition"? As agent-gym envs tells, it has edition, rows, audit.level.',
    );
  });

  test("that do not fit are refused", async () => {
    await expect(options("rows=many")).rejects.toThrow("Options of environment ledger: rows");
    await expect(options("rows=0")).rejects.toThrow("Options of environment ledger: rows");
  });
});
