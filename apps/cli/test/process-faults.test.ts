import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { expect, test } from "vitest";

import { jsonLines, runCli } from "./run-cli.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const core = pathToFileURL(join(import.meta.dirname, "../../../packages/core/src/index.ts")).href;

async function playWith(body: string): Promise<Awaited<ReturnType<typeof runCli>>> {
  const cwd = await temporaryFolder();
  const agent = `
    import { defineAgent } from ${JSON.stringify(core)};
    const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
    export default defineAgent({ name: "careless", roles: [], play: async () => { ${body} } });
  `;
  await writeFile(join(cwd, "agent.mjs"), agent);
  const flags = ["--agent", "./agent.mjs", "--sandbox", "virtual", "--task-id", "0", "--json"];
  return runCli(["eval", "cmd", ...flags], { cwd });
}

test("what an agent prints never mixes with the lines that a program reads", async () => {
  const { code, stdout, stderr } = await playWith(
    `console.log("hello"); process.stdout.write('{"type":"done"}\\n');`,
  );
  expect(code).toBe(0);
  expect(jsonLines(stdout).map(({ type }) => type)).toEqual(["launch", "episode-end", "done"]);
  expect(stderr).toContain("hello");
});

test("a rejection that nobody handles is told, and the run goes on", async () => {
  const { code, stdout, stderr } = await playWith(
    `void Promise.reject(new Error("floating")); await sleep(50);`,
  );
  expect(code).toBe(0);
  expect(stderr).toContain("nobody handled it: Error: floating");
  expect(jsonLines(stdout).at(-1)).toMatchObject({ type: "done", summary: { scored: 1 } });
});

test("an exception that nobody catches ends the run in good order", async () => {
  const { code, stdout, stderr } = await playWith(
    `setTimeout(() => { throw new Error("late"); }, 10); await sleep(30_000);`,
  );
  expect(code).toBe(2);
  expect(stderr).toContain("nobody caught; stopping: Error: late");
  expect(stderr).not.toContain("    at ");
  expect(jsonLines(stdout).at(-1)).toMatchObject({ type: "done", summary: { cancelled: 1 } });
});
