import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { loadModule } from "../../src/loading/load-module.ts";
import { runCli, startCli } from "../run-cli.ts";
import { temporaryFolder } from "../temporary-folder.ts";

/** Writes files into a folder of their own. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

const core = JSON.stringify(import.meta.resolve("@agent-gym/core"));
const testing = JSON.stringify(import.meta.resolve("@agent-gym/core/testing"));
const manifest = (name: string): string =>
  JSON.stringify({ name, version: "1.0.0", type: "module", exports: "./index.js" });

/** What is in a module, and the line that it is refused with. */
const faults: readonly (readonly [what: string, source: string, line: string | RegExp])[] = [
  [
    "that ends the process",
    "process.exit(0);",
    "Can't load ./env.ts: it calls process.exit(0) while it loads; a module must only export.",
  ],
  [
    "that ends the process by a named import, and catches what comes of it",
    `import { exit } from "node:process"; try { exit(3); } catch {} export const environment = 1;`,
    "Can't load ./env.ts: it calls process.exit(3) while it loads; a module must only export.",
  ],
  [
    "that ends the process a little later, while it still loads",
    "setTimeout(() => process.exit(), 10); await new Promise((done) => setTimeout(done, 1000));",
    "Can't load ./env.ts: it calls process.exit() while it loads; a module must only export.",
  ],
  [
    "that throws what can't be looked at",
    `throw { get message() { throw 1; }, [Symbol.for("nodejs.util.inspect.custom")]() { throw 2; } };`,
    "Can't load ./env.ts: it throws something that can't be read.",
  ],
  [
    "whose export can't be looked at",
    "export default { get kind() { throw new Error('no'); } };",
    "./env.ts exports something that can't be read: what it is throws.",
  ],
  [
    "that throws an object",
    "throw { reason: 'no', again: 1 };",
    "Can't load ./env.ts: it throws { reason: 'no', again: 1 }, which is no Error.",
  ],
  [
    "that throws what has no text",
    "throw Object.create(null);",
    "Can't load ./env.ts: it throws [Object: null prototype] {}, which is no Error.",
  ],
  [
    "that throws nothing",
    "throw undefined;",
    "Can't load ./env.ts: it throws undefined, which is no Error.",
  ],
  [
    "that throws an error",
    "const table = undefined;\n\nexport const rows = table.rows;",
    /^Can't load \.\/env\.ts: TypeError: Cannot read properties of undefined \(reading 'rows'\) \(env\.ts, line 3\)$/,
  ],
  [
    "with an enum",
    "export const a = 1;\nenum Colour { Red }\nexport const red = Colour.Red;",
    /^Can't load \.\/env\.ts: SyntaxError: .*enum.*\(env\.ts, line 2\)\. .*erasableSyntaxOnly/,
  ],
  [
    "with parameter properties",
    "export class Shelf { constructor(readonly name: string) {} }",
    /^Can't load \.\/env\.ts: SyntaxError: .*parameter property.*\(env\.ts, line 1\)\. .*erasableSyntaxOnly/,
  ],
  [
    "that is no TypeScript",
    "export const a = (;",
    /^Can't load \.\/env\.ts: SyntaxError: .*\(env\.ts, line 1\)$/,
  ],
  [
    "that imports a name that there is not",
    `\nimport { defineEverything } from ${core}; defineEverything();`,
    /^Can't load \.\/env\.ts: SyntaxError: .*'defineEverything' \(env\.ts, line 2\)$/,
  ],
  [
    "that imports a package that is not installed",
    `import "a-peer-that-is-not-there";`,
    "Can't load ./env.ts: it imports a-peer-that-is-not-there, which is not installed where it lies: npm install a-peer-that-is-not-there",
  ],
  [
    "that exports nothing usable",
    "export const environment = { name: 'x' };",
    `./env.ts exports no environment definition: export what defineToolEnvironment or defineEnvironment of @agent-gym/core returns, as "environment" or as the default.`,
  ],
  [
    "that was made for another version of the contract",
    `import { counterEnvironment } from ${testing}; export const environment = { ...counterEnvironment, specificationVersion: "v2" };`,
    `./env.ts follows version "v2" of the environment contract; this program knows "v1".`,
  ],
];

describe("a module", () => {
  test.each(faults)("%s is refused in one line", async (_, source, line) => {
    const cwd = await folderOf({ "env.ts": source });
    const { code, stdout, stderr } = await runCli(["check", "./env.ts"], { cwd });
    // Node.js 22 says on its own that its TypeScript is new.
    const said = stderr.split("\n").filter((one) => !/ExperimentalWarning|--trace-warn/.test(one));
    expect(said.join("\n")).toMatch(/^agent-gym: [^\n]+\n$/);
    const message = said[0]?.slice("agent-gym: ".length);
    if (typeof line === "string") expect(message).toBe(line);
    else expect(message).toMatch(line);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("that was written for another version of a package is told so", async () => {
    const cwd = await folderOf({
      "env.js": `import { defineToolEnvironment } from "@agent-gym/core"; defineToolEnvironment();`,
      "package.json": `{ "type": "module" }`,
      "node_modules/@agent-gym/core/package.json": manifest("@agent-gym/core"),
      "node_modules/@agent-gym/core/index.js": "export const old = 1;",
    });
    const { code, stderr } = await runCli(["check", "./env.js"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^agent-gym: Can't load \.\/env\.js: [^\n]+'defineToolEnvironment' \(env\.js, line 1\)\. It was written for another version of @agent-gym\/core than is installed where it lies\n$/,
    );
  });

  test("of CommonJS that lacks a package is told like any other", async () => {
    const cwd = await folderOf({ "env.cjs": `require("a-peer-that-is-not-there");` });
    const { code, stderr } = await runCli(["check", "./env.cjs"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^agent-gym: [^\n]+npm install a-peer-that-is-not-there\n$/);
  });

  test("that never comes to an end is given up", async () => {
    const cwd = await folderOf({ "env.mjs": "await new Promise(() => {});" });
    await expect(loadModule("./env.mjs", { cwd, milliseconds: 100 })).rejects.toThrow(
      "Can't load ./env.mjs: it does not come to an end: look for an await at its top that nothing settles.",
    );
  });

  test("that never comes to an end can be interrupted", async () => {
    const source = "process.stderr.write('loading'); await new Promise(() => {});";
    const cwd = await folderOf({ "env.mjs": source });
    for (const command of [["check"], ["eval", "--agent", "nop"]]) {
      const { child, result } = startCli([...command, "./env.mjs"], { cwd });
      child.stderr?.once("data", () => child.kill("SIGINT"));
      const { code, signal, stderr } = await result;
      expect({ code, signal }).toEqual({ code: 130, signal: null });
      expect(stderr).toMatch(/^loading(?:agent-gym: [^\n]+\n)+$/);
    }
  });

  test("that spoils the list of environments does not end it", async () => {
    const cwd = await folderOf({
      "node_modules/env-exits/package.json": JSON.stringify({
        ...JSON.parse(manifest("env-exits")),
        keywords: ["agent-gym-env"],
      }),
      "node_modules/env-exits/index.js": "process.exit(0);",
    });
    const { code, stdout } = await runCli(["envs"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("env-exits");
    expect(stdout).toContain("it calls process.exit(0) while it loads");
    expect(stdout).toMatch(/^cmd /m);
  });
});

describe("a module that loads well", () => {
  const playing = (body: string): string => `
    import { defineAgent } from ${core};
    export const agent = defineAgent({ name: "leaver", roles: [], play: async () => { ${body} } });
  `;
  const args = ["eval", "cmd", "--agent", "./agent.mjs", "--sandbox", "virtual", "--limit", "1"];

  test("and ends the process later is told, and the exit code is no success", async () => {
    const cwd = await folderOf({ "agent.mjs": playing("process.exit(0);") });
    const { code, stderr } = await runCli(args, { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^agent-gym: The process was ended before it was done, [^\n]+\n$/m);
  });

  test("and waits for what never comes is told, and the exit code is no success", async () => {
    const source = `
      import { counterEnvironment } from ${testing};
      export const environment = {
        ...counterEnvironment,
        tasks: async function* () { await new Promise(() => {}); },
      };
    `;
    const cwd = await folderOf({ "env.mjs": source });
    const { code, stderr } = await runCli(["check", "./env.mjs"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^agent-gym: Nothing is under way any more [^\n]+\n/);
  });
});
