import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { ScriptedReply } from "@agent-gym/model/testing";
import { describe, expect, test } from "vitest";

import { fixtureFiles } from "../fixture-files.ts";
import { startModelServer } from "../model-server.ts";
import { jsonLines } from "../run-cli.ts";
import { runMain } from "../run-main.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const counter = ["eval", fixtureFiles.counter, "--data-file", fixtureFiles.counterTasks];

/** One call of 1,000 tokens in and 100 out, which solves nothing. */
const answer: ScriptedReply = {
  text: "Done.",
  usage: { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 },
};

/** $1 for a million tokens in, $10 out: such a call costs $0.002. */
async function pricedFolder(): Promise<string> {
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, "prices.json"), '{"m*": {"input": 1, "output": 10}}');
  return cwd;
}

function asking(url: string): readonly string[] {
  return ["--agent", "tools", "--agent-url", url, "--model", "m1", "--prices", "prices.json"];
}

describe("what models cost", () => {
  test("is told by role, in JSON and in words", async () => {
    const cwd = await pricedFolder();
    await using server = await startModelServer({ reply: () => answer, models: ["m1"] });
    const { code, stdout, stderr } = await runMain([...counter, ...asking(server.url), "--json"], {
      cwd,
    });
    expect(code).toBe(0);
    const cost = expect.closeTo(0.008, 9);
    expect(jsonLines(stdout).at(-1)).toMatchObject({
      summary: { usage: { cost, roles: { agent: { cost } } } },
    });
    expect(stderr).toContain("agent 4.0k in, 400 out; cost $0.008");
  });

  test("stays within --max-cost; the rest is owed, and goes on with more", async () => {
    const cwd = await pricedFolder();
    await using server = await startModelServer({ reply: () => answer, models: ["m1"] });
    const args = counter.concat(asking(server.url), "--max-tokens", "100", "--run-id", "r");
    const { code, stdout, stderr } = await runMain(
      [...args, "--max-cost", "0.005", "--concurrency", "1", "--json"],
      { cwd },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const paid = server.requests.length * 0.002;
    expect(paid).toBeGreaterThan(0);
    expect(paid).toBeLessThanOrEqual(0.005);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ stopped: "budget", exitCode: 0 });
    expect(stderr).toMatch(/stopped +--max-cost has no room for another call; \d episodes? /);
    expect(stderr).toMatch(/go on +agent-gym eval .* --max-cost 0\.005 .*--run-id r --resume/);
    expect(existsSync(join(cwd, "runs", "r", "spending.jsonl"))).toBe(true);

    const more = await runMain([...args, "--max-cost", "1", "--resume", "--json"], { cwd });
    expect(more.code).toBe(0);
    expect(jsonLines(more.stdout).at(-1)).toMatchObject({ summary: { scored: 4, owed: 0 } });
    expect(server.requests).toHaveLength(4);
  });

  test("counts what a run had cost before it had a budget", async () => {
    const cwd = await pricedFolder();
    await using server = await startModelServer({ reply: () => answer, models: ["m1"] });
    const args = counter.concat(asking(server.url), "--max-tokens", "100", "--run-id", "r");
    expect((await runMain(args, { cwd })).code).toBe(0);
    const second = await runMain([...args, "--max-cost", "0.001", "--resume"], { cwd });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain("has cost $0.008 already, more than --max-cost $0.001 allows");
  });

  test("must be known for a budget to be kept, and answers must have a limit", async () => {
    const cwd = await temporaryFolder();
    await using server = await startModelServer({ reply: () => answer, models: ["m1"] });
    const agent = ["--agent", "tools", "--agent-url", server.url, "--max-cost", "1"];
    const unpriced = await runMain([...counter, ...agent, "--max-tokens", "9"], { cwd });
    expect(unpriced.code).toBe(1);
    expect(unpriced.stderr).toContain("--prices FILE");
    await writeFile(join(cwd, "prices.json"), '{"m1": {"input": 1, "output": 10}}');
    const endless = await runMain([...counter, ...agent, "--prices", "prices.json"], { cwd });
    expect(endless.code).toBe(1);
    expect(endless.stderr).toContain("--max-tokens");
    expect(server.requests).toEqual([]);
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });
});

describe("answers that are kept", () => {
  test("are used again without an endpoint, and give the same episodes", async () => {
    const cwd = await pricedFolder();
    const args = [...counter, "--agent", "tools", "--model", "m1", "--temperature", "0.5"];
    {
      await using server = await startModelServer({ reply: () => answer, models: ["m1"] });
      const recorded = await runMain(
        [...args, "--agent-url", server.url, "--model-cache", "record", "calls.jsonl"].concat([
          "--run-id",
          "first",
          "--json",
        ]),
        { cwd },
      );
      expect(recorded.code).toBe(0);
      expect(server.requests).toHaveLength(4);
    }
    const { code, stdout, stderr } = await runMain(
      [...args, "--model-cache", "replay", "calls.jsonl", "--run-id", "second", "--json"],
      { cwd },
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(jsonLines(stdout)[0]).toMatchObject({ model: "m1", endpoint: null });
    expect(stderr).toContain("m1, replayed");
    expect(await episodes(join(cwd, "runs", "second"))).toEqual(
      await episodes(join(cwd, "runs", "first")),
    );
  });

  test("must be there, and their model named", async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "none.jsonl"), "");
    const args = [...counter, "--agent", "tools", "--model-cache", "replay", "none.jsonl"];
    const unnamed = await runMain(args, { cwd });
    expect(unnamed.code).toBe(1);
    expect(unnamed.stderr).toContain("name the one that was recorded with --model");
    const { code, stderr } = await runMain([...args, "--model", "m1", "--quiet"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("nothing was recorded in it");
  });

  test.each([
    [["replai", "f"], 'there is no mode "replai". Did you mean "replay"?'],
    [["record"], "it takes a mode and one file"],
    [["record", "a", "b"], "it takes a mode and one file"],
  ])("%j is no cache", async (words, message) => {
    const cwd = await temporaryFolder();
    const { code, stderr } = await runMain(
      [...counter, "--agent", "tools", "--model-cache", ...words],
      { cwd },
    );
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(await readdir(cwd)).toEqual([]);
  });
});

test("the Responses API is spoken when asked for", async () => {
  const cwd = await temporaryFolder();
  await using server = await startModelServer({ reply: () => answer, models: ["m1"] });
  const { code } = await runMain(
    [...counter, "--agent", "tools", "--agent-url", server.url, "--api", "responses"].concat([
      "--run-id",
      "r",
      "--rpm",
      "6000",
      "--tpm",
      "1000000",
    ]),
    { cwd },
  );
  expect(code).toBe(0);
  expect(new Set(server.requests.map(({ path }) => path))).toEqual(new Set(["/v1/responses"]));
  const description = await readFile(join(cwd, "runs", "r", "run.json"), "utf8");
  expect(JSON.parse(description)).toMatchObject({ identity: { model: { api: "responses" } } });
});

test("--max-time ends the run when it is over, and what was under way is owed", async () => {
  const cwd = await temporaryFolder();
  await using server = await startModelServer({
    reply: ({ index }) => (index === 1 ? { fault: "stall" } : answer),
    models: ["m1"],
  });
  const { code, stdout } = await runMain(
    [...counter, "--agent", "tools", "--agent-url", server.url, "--concurrency", "1"].concat([
      "--max-time",
      "2s",
      "--json",
    ]),
    { cwd },
  );
  expect(code).toBe(0);
  expect(jsonLines(stdout).at(-1)).toMatchObject({
    stopped: "time",
    summary: { scored: 1, cancelled: 3 },
  });
});

/** All events of a run, without what tells of time. */
async function episodes(folder: string): Promise<readonly unknown[]> {
  const names = (await readdir(join(folder, "episodes"))).toSorted();
  const texts = await Promise.all(
    names.map((name) => readFile(join(folder, "episodes", name), "utf8")),
  );
  return texts.map((text) =>
    jsonLines(text).map((event) => {
      const { t: _t, milliseconds: _ms, ...rest } = event;
      return rest;
    }),
  );
}
