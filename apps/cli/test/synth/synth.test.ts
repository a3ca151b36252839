import { EventEmitter } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { startModelServer } from "../model-server.ts";
import { rightAnswer } from "../right-answers.ts";
import { jsonLines, runCli, startCli } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { countingReply, countingTasks } from "./counting-teacher.ts";

const key = "sk-test-0123456789abcdef";

interface MirauRow {
  readonly messages: readonly { readonly role: string; readonly content: string }[];
}

async function readRows<Row>(file: string): Promise<readonly Row[]> {
  return jsonLines(await readFile(file, "utf8")) as unknown as readonly Row[];
}

test(
  "makes rows of mirau's form of what a teacher does well, and none of what it fails",
  { timeout: 120_000 },
  async () => {
    const cwd = await temporaryFolder();
    await using server = await startModelServer({
      models: ["m"],
      key,
      // It knows how to count letters, and only talks about the other task.
      reply: (request) => {
        const question = request.messages.find(({ role }) => role === "user")?.content ?? "";
        return question.includes("letters.txt") ? rightAnswer(request) : { text: "All done." };
      },
    });
    const { code, stdout, stderr } = await runMain(
      ["synth", "cmd", "--data-file", fixtureFiles.letters, "--agent", "mirau"].concat(
        ["--deepseek-url", server.url, "--deepseek-key", key, "--teacher-model", "m"],
        ["--format", "mirau", "--output-dir", "rows", "--allow-virtual", "--license", "MIT"],
      ),
      { cwd },
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("key from --deepseek-key");
    expect(stdout).toMatch(/rows +1 from 1 of 2 tasks/);
    expect(stdout).toMatch(/attempts +2 = 1 as rows \+ 1 turned down\n/);
    expect(stdout).toContain("1 by verified (failed 1)");
    expect(stdout).not.toContain(key);

    const rows = await readRows<MirauRow>(join(cwd, "rows", "train.jsonl"));
    expect(rows).toHaveLength(1);
    const [row] = rows;
    expect(Object.keys(row ?? {})).toEqual(["messages"]);
    expect(row?.messages.map((message) => Object.keys(message))).toEqual(
      Array.from({ length: 5 }, () => ["role", "content"]),
    );
    expect(row?.messages.map(({ role }) => role)).toEqual([
      "system",
      "user",
      "assistant",
      "user",
      "assistant",
    ]);
    const [system, question, call, result] = row?.messages.map(({ content }) => content) ?? [];
    expect(system).toContain("<tool_call>");
    expect(system).toContain("execute_shell");
    expect(question).toContain("letters.txt");
    expect(call).toMatch(
      /^<think type="quick">\n.+\n<\/think>\n\n<tool_call>\n\{.+\}\n<\/tool_call>$/,
    );
    expect(result).toMatch(/^<tool_response name="execute_shell">[\s\S]*<\/tool_response>$/);

    const names = await readdir(join(cwd, "rows", "rows"));
    expect(names).toHaveLength(1);
    const single = await readFile(join(cwd, "rows", "rows", names[0] ?? ""), "utf8");
    expect(JSON.parse(single)).toEqual(row);
    const rejected = await readRows<object>(join(cwd, "rows", "rejected.jsonl"));
    expect(JSON.stringify(rejected)).toContain("shout");
  },
);

describe("on the counter environment", () => {
  test(
    "killed and resumed, the dataset is that of an undisturbed run",
    { timeout: 120_000 },
    async () => {
      await using server = await startModelServer({ reply: countingReply, models: ["m"] });
      const args = [
        "synth",
        fixtureFiles.counter,
        "--data-file",
        "tasks.json",
        "--agent",
        "mirau",
      ].concat(
        [
          "--teacher-url",
          server.url,
          "--teacher-model",
          "m",
          "--attempts",
          "2",
          "--concurrency",
          "2",
        ],
        [
          "--temperature",
          "0,1",
          "--keep",
          "all",
          "--split",
          "0.3",
          "--output-dir",
          "rows",
          "--quiet",
        ],
      );
      const [undisturbed, killed] = [await temporaryFolder(), await temporaryFolder()];
      for (const cwd of [undisturbed, killed]) {
        await writeFile(join(cwd, "tasks.json"), JSON.stringify(countingTasks(20)));
      }
      const whole = await runCli(args, { cwd: undisturbed });
      expect(whole).toMatchObject({ code: 0, stderr: "" });
      expect(whole.stdout).toMatch(/\d+ rows {2}\S+rows\n$/);

      const { child, result } = startCli(args, { cwd: killed });
      const index = join(killed, "rows", "runs", "teacher", "index.jsonl");
      const finished = async (): Promise<number> =>
        (await readFile(index, "utf8").catch(() => "")).split("\n").length - 1;
      while ((await finished()) < 5) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      child.kill("SIGKILL");
      expect(await result).toMatchObject({ signal: "SIGKILL" });
      expect(existsSync(join(killed, "rows", "manifest.json"))).toBe(false);
      expect(await runCli([...args, "--resume"], { cwd: killed })).toMatchObject({
        code: 0,
        stderr: "",
      });

      const names = (await readdir(join(undisturbed, "rows"))).filter((name) => name !== "runs");
      expect(names).toEqual(expect.arrayContaining(["train.jsonl", "validation.jsonl"]));
      for (const name of names) {
        const [left = "", right = ""] = await Promise.all(
          [undisturbed, killed].map((cwd) => readFile(join(cwd, "rows", name), "utf8")),
        );
        if (name === "manifest.json") {
          const [one, other] = [left, right].map((text) => ({ ...JSON.parse(text), spent: null }));
          expect(other).toEqual(one);
        } else expect(right, name).toBe(left);
      }
    },
  );

  test("takes tasks of several files, leaves out those of the split test, tells it as JSON lines", async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, "more"));
    await writeFile(
      join(cwd, "more", "a.jsonl"),
      '{"id":"a","target":101}\n{"id":"b","target":103}\n',
    );
    await using server = await startModelServer({ reply: countingReply, models: ["m"] });
    const { code, stdout } = await runMain(
      [
        "synth",
        fixtureFiles.counter,
        "--data-file",
        fixtureFiles.counterTasks,
        "more/*.jsonl",
      ].concat(
        ["--teacher-url", server.url, "--agent", "mirau", "--format", "trl", "--json"],
        ["--temperature", "1", "--without", "near-duplicates,exact-duplicates"],
      ),
      { cwd, env: { OPENAI_API_KEY: key } },
    );
    expect(code).toBe(0);
    expect(server.requests[0]?.body).toMatchObject({ temperature: 1 });
    const lines = jsonLines(stdout);
    expect(lines[0]).toMatchObject({
      type: "launch",
      tasks: 4,
      planned: 4,
      skipped: [{ id: "two" }, { id: "three" }],
    });
    expect(lines.at(-2)).toMatchObject({
      type: "dataset",
      format: "trl",
      counts: { tasks: 4, kept: 4, written: 4 },
      check: { records: 4, sound: 4 },
      heldOut: ["two", "three"],
    });
    expect(lines.at(-1)).toMatchObject({ type: "done", exitCode: 0, summary: { succeeded: 4 } });
    const stages = JSON.stringify(lines.at(-2)?.["stages"]);
    expect(stages).toContain("well-formed");
    expect(stages).not.toContain("near-duplicates");
  });

  test("chooses rows as the flags say, and keeps what they were in the manifest", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "tasks.json"), JSON.stringify(countingTasks(5)));
    await using server = await startModelServer({ reply: countingReply, models: ["m"] });
    const args = ["synth", fixtureFiles.counter, "--data-file", "tasks.json"].concat(
      ["--teacher-url", server.url, "--agent", "mirau", "--json", "--keep", "all"],
      ["--attempts", "4", "--temperature", "0,1", "--cap", "1", "--wrong-turns", "mask"],
      ["--mask-failed", "--personal-data", "reject", "--shortest"],
    );
    // Targets that are divisible by four are met in every other attempt, the rest in all.
    const { code, stdout } = await runMain([...args, "--pass-rate", "0.1-0.9"], { cwd });
    expect(code).toBe(0);
    const told = jsonLines(stdout).find(({ type }) => type === "dataset");
    const { stages, counts } = told as unknown as {
      readonly counts: { readonly kept: number };
      readonly stages: readonly { readonly stage: string; readonly settings: object }[];
    };
    const settings = Object.fromEntries(stages.map((one) => [one.stage, one.settings]));
    expect(counts).toMatchObject({ tasks: 5, attempts: 20, kept: 2 });
    expect(settings).toMatchObject({
      "pass-rate": { least: 0.1, most: 0.9 },
      "well-formed": { wrongTurns: "mask" },
      "no-failed-calls": { wrongTurns: "mask" },
      "personal-data": { action: "reject" },
      shortest: {},
      cap: {},
    });
    for (const wrong of ["0.9-0.1", "often", "0.5"]) {
      const { stderr, code: refused } = await runMain([...args, "--pass-rate", wrong], { cwd });
      expect({ refused, stderr }).toMatchObject({
        refused: 1,
        stderr: expect.stringContaining("--pass-rate") as string,
      });
    }
  });

  test("at Ctrl-C finishes what is under way, makes no dataset, and says how to go on", async () => {
    const cwd = await temporaryFolder();
    const signals = new EventEmitter();
    await writeFile(join(cwd, "tasks.json"), JSON.stringify(countingTasks(6)));
    await using server = await startModelServer({
      models: ["m"],
      reply: (request) => {
        if (server.requests.length === 1) signals.emit("SIGINT");
        return countingReply(request);
      },
    });
    const { code, stdout } = await runMain(
      [
        "synth",
        fixtureFiles.counter,
        "--data-file",
        "tasks.json",
        "--teacher-url",
        server.url,
      ].concat(["--agent", "mirau", "--concurrency", "1", "--output-dir", "rows"]),
      { cwd, signals },
    );
    expect(code).toBe(130);
    expect(stdout).toMatch(
      /go on +agent-gym synth \S+ --data-file tasks\.json .*--output-dir rows --resume/,
    );
    expect(existsSync(join(cwd, "rows", "manifest.json"))).toBe(false);
  });
});

describe("refuses", () => {
  test.for([
    [["--sandbox", "virtual", "--agent", "oracle"], "--allow-virtual"],
    [[], "--teacher-url"],
    [["--teacher-url", "http://127.0.0.1:9/v1", "--deepseek-key", "k"], "flags of one"],
    [["--agent", "oracle", "--format", "alpaca"], 'There is no format "alpaca"'],
    [["--agent", "oracle", "--without", "magic"], 'There is no stage "magic"'],
    [["--agent", "oracle", "--system-prompt", "x.txt"], "--system-prompt"],
    [["--agent", "oracle", "--thoughts", "label"], "--thoughts-outside"],
    [["--agent", "oracle", "--template", "none.jinja"], "none.jinja"],
    [["--agent", "oracle", "--split", "1"], "below 1"],
  ] as const)("%j before anything is written", async ([words, said]) => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await runMain(
      ["synth", "cmd", "--data-file", fixtureFiles.letters, "--task-id", "shout", ...words],
      { cwd },
    );
    expect(code).toBe(1);
    expect(stderr).toContain(said);
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(await readdir(cwd)).toEqual([]);
  });
});
