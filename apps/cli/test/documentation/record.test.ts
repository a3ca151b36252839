import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import type { TrajectoryEvent } from "@agent-gym/core";
import { expect, test } from "vitest";

import { runCli } from "../run-cli.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { codeBlocks, root } from "./readmes.ts";

const execute = promisify(execFile);
const readme = await readFile(join(root, "packages/runner/README.md"), "utf8");

/** Complete, or it does not compile. */
const eventTypes: Readonly<Record<TrajectoryEvent["type"], true>> = {
  "episode-start": true,
  reset: true,
  message: true,
  "model-call": true,
  action: true,
  step: true,
  note: true,
  ending: true,
  evidence: true,
  verdict: true,
  "episode-end": true,
};

test("the guide to the record names every event", () => {
  const named = [...readme.matchAll(/^\| `([a-z-]+)` +\| /gm)].map(([, type]) => type);
  expect(new Set(named)).toEqual(new Set(Object.keys(eventTypes)));
});

test("its commands find what they say in a real run", async (context) => {
  const hasJq = await execute("jq", ["--version"]).then(
    () => true,
    () => false,
  );
  context.skip(!hasJq, "jq is not installed");
  const cwd = await temporaryFolder();
  const task = {
    query: "Write the number of lines of notes.txt to count.txt.",
    files: { "notes.txt": "one\ntwo\n" },
    checks: [{ kind: "number-equals", path: "count.txt", value: 2 }],
    solution: "wc -l < notes.txt > count.txt",
  };
  const wrong = { ...task, id: "wrong", solution: "echo 3 > count.txt" };
  await writeFile(join(cwd, "tasks.json"), JSON.stringify([{ id: "count-lines", ...task }, wrong]));
  const args = ["eval", "cmd", "--data-file", "tasks.json", "--agent", "oracle"];
  const { code } = await runCli([...args, "--sandbox", "virtual"], { cwd });
  expect(code).toBe(0);
  const [run = ""] = await readdir(join(cwd, "runs"));
  const folder = join(cwd, "runs", run);

  const [block = ""] = codeBlocks(readme, "sh").filter((text) => text.includes("jq"));
  const printed: string[] = [];
  for (const line of block.trim().split("\n")) {
    const command = line.replace("<digest>", printed.at(-1)?.trim() ?? "");
    const { stdout } = await execute("bash", ["-c", `set -o pipefail; ${command}`], {
      cwd: folder,
    });
    printed.push(stdout);
  }
  const [failed, calls = "", verdict = "", , file] = printed;
  expect(failed).toMatch(/^wrong\t0\tcompleted\tepisodes\/wrong-\w{8}\.0\.0\.jsonl\n$/);
  expect(JSON.parse(calls)).toEqual({
    name: "execute_shell",
    arguments: { command: "wc -l < notes.txt > count.txt" },
  });
  expect(JSON.parse(verdict)).toMatchObject({ reward: 1 });
  expect(file?.trim()).toBe("2");
});
