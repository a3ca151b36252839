import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  type ScriptedReply,
  type ScriptedRequest,
  type ScriptedServer,
  startScriptedServer,
} from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import type { JudgeFlags } from "../../src/flags/judge-flags.ts";
import { chooseJudge } from "../../src/synth/choose-judge.ts";
import { fixtureFiles } from "../fixture-files.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { countingReply, countingTasks } from "./counting-teacher.ts";

const judgeKey = "sk-judge-0123456789abcdef";
const teacherKey = "sk-teacher-0123456789abcdef";
const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };

/** Likes every way to a target but that to 137. */
function judgeReply({ messages }: ScriptedRequest): ScriptedReply {
  const score = messages.some(({ content }) => content.includes("to 137")) ? 2 : 5;
  return { text: JSON.stringify({ turns: [], reasons: "So it is.", score }), usage };
}

/** What a judge was asked; the rest are questions whether it is there. */
function judgements({ requests }: ScriptedServer): readonly ScriptedRequest[] {
  return requests.filter(({ messages }) => messages[0]?.content.startsWith("You judge") === true);
}

async function folder(): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "tasks.json"), JSON.stringify(countingTasks(4)));
  await writeFile(join(cwd, "rubric.txt"), "5: by one call\n1: by more\n");
  await writeFile(
    join(cwd, "prices.json"),
    '{"m": {"input": 0.1, "output": 0.1}, "j": {"input": 1, "output": 10}}',
  );
  return cwd;
}

const counting = ["synth", fixtureFiles.counter, "--data-file", "tasks.json"].concat([
  "--agent",
  "mirau",
  "--temperature",
  "1",
  "--output-dir",
  "rows",
  "--teacher-model",
  "m",
]);

describe("a judge", () => {
  test("turns down what it scores low, and its key goes nowhere but to it", async () => {
    const cwd = await folder();
    await using teacher = await startScriptedServer({
      reply: countingReply,
      models: ["m"],
      key: teacherKey,
    });
    await using judge = await startScriptedServer({
      reply: judgeReply,
      models: ["j"],
      key: judgeKey,
    });
    const args = counting.concat(
      ["--teacher-url", teacher.url, "--judge-url", judge.url, "--judge-model", "j"],
      ["--judge-rubric", "rubric.txt", "--near-duplicates", "1"],
    );
    const env = { AGENT_GYM_API_KEY: teacherKey, AGENT_GYM_JUDGE_KEY: judgeKey };
    const { code, stdout, stderr } = await runMain(args, { cwd, env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/settings .*judge j at \S+ \(key from AGENT_GYM_JUDGE_KEY\)/);
    expect(stdout).toMatch(/turned down +1 by judge \(low-score 1\)/);
    expect(stdout).toMatch(/judged +4 by j \(score 2: 1, score 5: 3\), \$\?/);
    expect(judgements(judge)).toHaveLength(4);
    expect(judgements(judge)[0]?.messages[0]?.content).toContain("5: by one call");
    expect(
      judge.requests.every(({ headers }) => headers["authorization"] === `Bearer ${judgeKey}`),
    ).toBe(true);
    expect(JSON.stringify(teacher.requests)).not.toContain(judgeKey);

    const manifest = JSON.parse(await readFile(join(cwd, "rows", "manifest.json"), "utf8")) as {
      readonly stages: readonly { readonly stage: string; readonly settings: object }[];
    };
    const settings = Object.fromEntries(manifest.stages.map((one) => [one.stage, one.settings]));
    expect(settings).toMatchObject({
      judge: { model: "j", threshold: 4, rubric: "5: by one call\n1: by more" },
      "near-duplicates": { threshold: 1 },
    });
    // The run is the teacher's alone, and may be judged by another later.
    const run = await readFile(join(cwd, "rows", "runs", "teacher", "run.json"), "utf8");
    expect(run).not.toContain("judge");
    for (const name of await readdir(cwd, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const text = await readFile(join(name.parentPath, name.name), "utf8");
      expect(text, name.name).not.toContain(judgeKey);
    }

    const again = await runMain([...args, "--resume", "--judge-min", "2", "--json"], { cwd, env });
    expect(again.code).toBe(0);
    expect(jsonLines(again.stdout).at(-2)).toMatchObject({ counts: { written: 4 } });
    expect(judgements(judge)).toHaveLength(4);
  });

  test("is the teacher's endpoint where only a model is named, with the teacher's key", async () => {
    const cwd = await folder();
    await using server = await startScriptedServer({
      models: ["m", "j"],
      key: teacherKey,
      reply: (request) =>
        request.body["model"] === "j" ? judgeReply(request) : countingReply(request),
    });
    const args = [...counting, "--teacher-url", server.url, "--judge-model", "j", "--json"];
    const { code, stdout } = await runMain([...args, "--teacher-key", teacherKey], { cwd });
    expect(code).toBe(0);
    expect(jsonLines(stdout).at(-2)).toMatchObject({
      fates: { used: { row: 3 }, turnedDown: { judge: { "low-score": 1 } } },
    });
  });

  test("elsewhere is not sent the teacher's key, but its provider's", async () => {
    const teacher = { url: "https://models.test/v1", urlSource: "--teacher-url", key: teacherKey };
    const keyAt = async (judgeUrl: string, flags: JudgeFlags = {}): Promise<unknown> => {
      const env = { OPENAI_API_KEY: "sk-provider" };
      const options = { env, cwd: ".", teacher, replay: false };
      return (await chooseJudge({ judgeUrl, ...flags }, options))?.source.choice?.key;
    };
    expect(await keyAt("https://models.test/v2")).toBe(teacherKey);
    expect(await keyAt("https://models.test:8443/v1")).toBe("sk-provider");
    expect(await keyAt("https://judges.test/v1", { judgeKey })).toBe(judgeKey);
  });

  test("spends of the teacher's money, and goes on with more", async () => {
    const cwd = await folder();
    await using teacher = await startScriptedServer({ reply: countingReply, models: ["m"] });
    await using judge = await startScriptedServer({ reply: judgeReply, models: ["j"] });
    const args = counting.concat(
      ["--teacher-url", teacher.url, "--judge-url", judge.url, "--judge-model", "j"],
      ["--prices", "prices.json", "--max-tokens", "100", "--json"],
    );
    // The teacher costs $0.0001 in all, the judge $0.002 each time.
    const first = await runMain([...args, "--max-cost", "0.007"], { cwd });
    expect(first.code).toBe(2);
    expect(first.stderr).toMatch(
      /The judge could not go on: The budget of \S+ has no room .*--resume makes the dataset/,
    );
    expect(jsonLines(first.stdout).at(-1)).toMatchObject({
      type: "done",
      error: { code: "budget" },
    });
    const asked = judgements(judge).length;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(4);
    expect(judgements(judge)[0]?.body).toMatchObject({ max_tokens: 100, temperature: 0 });
    const played = teacher.requests.length;

    const more = await runMain([...args, "--max-cost", "0.05", "--resume"], { cwd });
    expect(more.code).toBe(0);
    expect(jsonLines(more.stdout).at(-2)).toMatchObject({ counts: { written: 3 } });
    expect(judgements(judge)).toHaveLength(4);
    expect(teacher.requests.length).toBe(played);
    const ledger = await readFile(join(cwd, "rows", "runs", "teacher", "spending.jsonl"), "utf8");
    const spent = jsonLines(ledger).reduce(
      (sum, { settle, cost }) => (settle === undefined ? sum : sum + Number(cost)),
      0,
    );
    expect(spent).toBeGreaterThan(4 * 0.002);
  });
});

test.for([
  [["--judge-min", "3"], "--judge-min is for a judge of rows"],
  [["--judge-model", "j"], "--judge-model is for a judge of rows"],
  [["--judge-url", "http://127.0.0.1:9/v1", "--judge-rubric", "none.txt"], "none.txt"],
  [["--judge-url", "http://127.0.0.1:9/v1", "--judge-min", "6"], "from 1 to 5"],
  [["--near-duplicates", "0"], "above 0"],
  [["--without", "judge"], 'There is no stage "judge"'],
] as const)("%j is refused before anything is written", async ([words, said]) => {
  const cwd = await temporaryFolder();
  const { code, stderr } = await runMain(
    [
      "synth",
      fixtureFiles.counter,
      "--agent",
      "oracle",
      "--data-file",
      fixtureFiles.counterTasks,
      ...words,
    ],
    { cwd },
  );
  expect(code).toBe(1);
  expect(stderr).toContain(said);
  expect(await readdir(cwd)).toEqual([]);
});
