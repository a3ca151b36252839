import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  type ScriptedReply,
  type ScriptedRequest,
  startScriptedServer,
} from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { runCli } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { codeBlocks, readmes, root } from "./readmes.ts";

/** Commands as they are typed, without comments, a command on several lines as one. */
function commandLines(text: string): readonly string[] {
  return codeBlocks(text, "sh")
    .flatMap((block) => block.replaceAll(/\\\n/g, " ").split("\n"))
    .map((line) => line.replace(/\s#.*$/, "").trim())
    .filter((line) => line !== "");
}

/** The words behind `agent-gym`, however it is called; quotes are taken off. */
function agentGymWords(line: string): readonly string[] | undefined {
  const [, rest] = /^(?:npx (?:-y pnpm@12 )?)?agent-gym (.*)$/.exec(line) ?? [];
  return rest?.match(/"[^"]*"|'[^']*'|\S+/g)?.map((word) => word.replace(/^(["'])(.*)\1$/, "$2"));
}

/** Solves one task of `data/cmd.json` by a native call, and gives up on all others. */
function model({ messages }: ScriptedRequest): ScriptedReply {
  const usage = { prompt_tokens: 200, completion_tokens: 20, total_tokens: 220 };
  const question = messages.find(({ role }) => role === "user")?.content ?? "";
  if (messages.at(-1)?.role === "tool" || !question.includes("logs/app.log has one entry")) {
    return { text: "That is all.", usage };
  }
  const command = `awk '$2 == "ERROR"' logs/app.log | wc -l > error_count.txt`;
  return { toolCalls: [{ name: "execute_shell", arguments: { command } }], usage };
}

test("the guides of the first README work as they are typed, one after the other", async () => {
  await using server = await startScriptedServer({
    models: ["my-model", "big-model"],
    reply: model,
  });
  const cwd = await temporaryFolder();
  await mkdir(join(cwd, "data"));
  // The first is the one that the model solves; with all of them it takes minutes.
  const data = JSON.parse(
    await readFile(join(root, "data/cmd.json"), "utf8"),
  ) as readonly unknown[];
  await writeFile(join(cwd, "data/cmd.json"), JSON.stringify(data.slice(0, 3)));
  const [readme = ""] = readmes.map(({ text }) => text);
  const example = join(root, "packages/core/examples/order-desk.ts");
  expect(codeBlocks(readme, "ts")).toEqual([await readFile(example, "utf8")]);
  const [, tasks = ""] = /`orders\.json` is a list of tasks: `(.*?)`/.exec(readme) ?? [];
  await writeFile(join(cwd, "orders.json"), tasks);

  for (const line of commandLines(readme)) {
    const words = agentGymWords(line);
    if (words === undefined) continue;
    const typed = words.map((word) =>
      word.replace("http://127.0.0.1:8000/v1", server.url).replace("./order-desk.ts", example),
    );
    const { code, stderr } = await runCli(typed, { cwd });
    expect({ line, code, stderr: code === 0 ? "" : stderr.slice(-2000) }).toEqual({
      line,
      code: 0,
      stderr: "",
    });
  }
  expect((await readdir(cwd)).toSorted()).toEqual([
    "after.xml",
    "data",
    "lost-parcels",
    "orders.json",
    "rows",
    "runs",
    "trl-rows",
  ]);
  for (const file of ["rows/train.jsonl", "trl-rows/train.jsonl"]) {
    expect(await readFile(join(cwd, file), "utf8")).toContain("error_count.txt");
  }
}, 300_000);

describe("every command in a README has the flags that it is given", () => {
  const commands = readmes.flatMap(({ file, text }) =>
    commandLines(text).flatMap((line) => {
      const words = agentGymWords(line);
      return words === undefined ? [] : [{ file, line, words }];
    }),
  );

  test.each(commands)("$file: $line", async ({ words }) => {
    const [name = "", second = ""] = words;
    const command = name === "tasks" || name === "init" ? [name, second] : [name];
    const { code, stdout } = await runMain([...command, "--help"], { cwd: root });
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^Usage: .*agent-gym ${command.join(" ")}\\b`, "m"));
    for (const flag of words.filter((word) => word.startsWith("--"))) {
      expect(stdout).toMatch(new RegExp(`^ .*${flag}\\b`, "m"));
    }
  });
});
