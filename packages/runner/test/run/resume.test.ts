import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { ProviderError, VerifierError } from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { openRun, run, type RunOptions } from "../../src/index.ts";
import { askingAgent, counterRun, counterTasks } from "../counter-run.ts";

/** A finished run, with the options to resume it. */
async function finished(options: Partial<RunOptions> = {}): Promise<RunOptions> {
  const all = await counterRun({ runId: "one", attempts: 2, ...options });
  await run(all);
  return { ...all, resume: true };
}

describe("resuming", () => {
  test("runs nothing again that was finished", async () => {
    const options = await finished();
    const before = await openRun(join(options.logDir, "one"));
    const { summary } = await run({
      ...options,
      agent: { ...options.agent, play: () => Promise.reject(new Error("played again")) },
    });
    expect(summary).toEqual(before.summary);
    const after = await openRun(join(options.logDir, "one"));
    expect(after.entries).toEqual(before.entries);
    expect(after.description.launches).toHaveLength(2);
  });

  test("runs infrastructure errors again as a new try, and keeps the old one", async () => {
    let broken = true;
    const model = scriptedModel((_, index) => {
      if (!broken || index === 0) return "add 1";
      return new ProviderError({ code: "server", message: "Status 500." });
    });
    const options = await counterRun({
      tasks: await counterTasks(1),
      attempts: 3,
      concurrency: 1,
      agent: askingAgent,
      model: () => model,
      runId: "one",
      retries: 0,
    });
    const first = await run(options);
    expect(first.summary).toMatchObject({ scored: 1, failed: 2, owed: 2 });
    broken = false;
    const second = await run({ ...options, resume: true });
    expect(second.summary).toMatchObject({ planned: 3, scored: 3, failed: 0, owed: 0 });
    expect(await readdir(join(second.folder, "episodes"))).toHaveLength(5);
    const { entries } = await openRun(second.folder);
    expect(entries.map(({ attempt, try: nth }) => `${attempt}.${nth}`)).toEqual([
      "0.0",
      "1.0",
      "2.0",
      "1.1",
      "2.1",
    ]);
  });

  test("runs what no verifier could judge again only when asked to", async () => {
    let broken = true;
    const definition = {
      ...counterEnvironment,
      grade: async (...input: Parameters<typeof counterEnvironment.grade>) => {
        if (broken) throw new VerifierError("The verifier is broken.");
        return counterEnvironment.grade(...input);
      },
    };
    const options = await finished({ definition });
    broken = false;
    expect((await run(options)).summary).toMatchObject({ unscored: 4, scored: 0, owed: 0 });
    expect((await run({ ...options, retryErrors: true })).summary).toMatchObject({
      unscored: 0,
      scored: 4,
    });
  });

  test.each<[string, Partial<RunOptions>]>([
    ["limits.turns: nothing → 3", { limits: { turns: 3 } }],
    ["attempts: 2 → 3", { attempts: 3 }],
    ["seed: 0 → 1", { seed: 1 }],
    ["model.temperature: 0 → 1", { modelIdentity: { temperature: 1 } }],
    ['environment.version: "1" → "2"', { definition: { ...counterEnvironment, version: "2" } }],
  ])("with a changed setting is refused: %s", async (difference, change) => {
    const options = await finished({ modelIdentity: { temperature: 0 } });
    await expect(run({ ...options, ...change })).rejects.toThrow(
      `Run one was begun with other settings, so it can't go on with these: ${difference}.`,
    );
  });

  test("with other tasks is refused, by name", async () => {
    const options = await finished();
    const tasks = await counterTasks(3);
    const [first, second, third] = tasks;
    if (first === undefined || second === undefined || third === undefined) throw new Error();
    await expect(run({ ...options, tasks })).rejects.toThrow("task.count-3: nothing →");
    await expect(run({ ...options, tasks: [first] })).rejects.toThrow(
      /task\.count-2: ".*" → nothing/,
    );
    const changed = { ...second, digest: third.digest, data: third.data };
    await expect(run({ ...options, tasks: [first, changed] })).rejects.toThrow("task.count-2: ");
    // The refusals have given the lock back and changed nothing.
    expect((await run(options)).summary).toMatchObject({ planned: 4, scored: 4 });
  });

  test("works where rewards know no bounds", async () => {
    const reward = { range: [0, Infinity], success: 1 } as const;
    const options = await finished({ definition: { ...counterEnvironment, reward } });
    expect((await run(options)).summary).toMatchObject({ planned: 4, succeeded: 4 });
    const { description } = await openRun(join(options.logDir, "one"));
    expect(description.identity.environment.reward).toEqual(reward);
  });

  test("may use another endpoint and concurrency, and tells", async () => {
    const options = await finished({ circumstances: { url: "http://127.0.0.1:1" } });
    await run({ ...options, concurrency: 1, circumstances: { url: "http://127.0.0.1:2" } });
    const { description } = await openRun(join(options.logDir, "one"));
    expect(description.launches).toMatchObject([
      { concurrency: 4, circumstances: { url: "http://127.0.0.1:1" } },
      { concurrency: 1, circumstances: { url: "http://127.0.0.1:2" } },
    ]);
  });

  test("needs a run that is there, and a new run a name that is free", async () => {
    const options = await counterRun();
    await expect(run({ ...options, resume: true })).rejects.toThrow("Say which run to resume");
    await expect(run({ ...options, resume: true, runId: "none" })).rejects.toThrow(
      "There is no run none in",
    );
    await run({ ...options, runId: "one" });
    await expect(run({ ...options, runId: "one" })).rejects.toThrow("is there already: resume");
  });
});

describe("an index", () => {
  test("whose last line was cut off loses nothing else", async () => {
    const options = await finished();
    const path = join(options.logDir, "one", "index.jsonl");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.slice(0, -20));
    const before = await openRun(join(options.logDir, "one"));
    expect(before.summary).toMatchObject({ planned: 4, scored: 4 });
    const { summary } = await run(options);
    expect(summary).toMatchObject({ planned: 4, scored: 4 });
    expect(await readdir(join(options.logDir, "one", "episodes"))).toHaveLength(4);
  });

  test("that is damaged or gone is made again from the episodes, exactly", async () => {
    const options = await finished();
    const folder = join(options.logDir, "one");
    const path = join(folder, "index.jsonl");
    const before = await openRun(folder);
    const text = await readFile(path, "utf8");
    const byFile = (entries: typeof before.entries): typeof before.entries =>
      entries.toSorted((left, right) => left.file.localeCompare(right.file));
    for (const damage of [text.replace('"attempt"', '"at'), text.replace('"reward"', '"rewrd"')]) {
      await writeFile(path, damage);
      expect(byFile((await openRun(folder)).entries)).toEqual(byFile(before.entries));
    }
    await rm(path);
    expect(byFile((await openRun(folder)).entries)).toEqual(byFile(before.entries));
    await run(options);
    const lines = (await readFile(path, "utf8")).trimEnd().split("\n");
    expect(lines.toSorted()).toEqual(text.trimEnd().split("\n").toSorted());
  });

  test("counts what an episode used that was cut off, and its key is run again", async () => {
    const model = scriptedModel(["add 1"]);
    const options = await counterRun({
      runId: "one",
      tasks: await counterTasks(1),
      agent: askingAgent,
      model: () => model,
    });
    const { folder } = await run(options);
    const [entry] = (await openRun(folder)).entries;
    if (entry === undefined) throw new Error("no entry");
    const file = join(folder, entry.file);
    const lines = (await readFile(file, "utf8")).split("\n");
    const cut = lines.findIndex((line) => line.includes('"type":"ending"'));
    await writeFile(file, `${lines.slice(0, cut).join("\n")}\n{"i":7,"t":17`);
    await writeFile(join(folder, "index.jsonl"), "");
    const { summary } = await openRun(folder);
    expect(summary).toMatchObject({ cancelled: 1, notRun: 0, owed: 1, usage: { inputTokens: 10 } });
    const again = await run({ ...options, resume: true });
    // The answer that was paid for is used again, and not counted twice.
    expect(again.summary).toMatchObject({ scored: 1, owed: 0, usage: { inputTokens: 10 } });
    expect(model.requests).toHaveLength(1);
    expect(await readdir(join(folder, "episodes"))).toHaveLength(2);
  });

  test("passes over a file that no event was written into", async () => {
    const options = await finished();
    const folder = join(options.logDir, "one");
    const [entry] = (await openRun(folder)).entries;
    if (entry === undefined) throw new Error("no entry");
    await writeFile(join(folder, "index.jsonl"), "");
    await writeFile(join(folder, entry.file), '{"i":0,"t":');
    const { summary } = await run(options);
    expect(summary).toMatchObject({ planned: 4, scored: 4 });
    expect(await readdir(join(folder, "episodes"))).toHaveLength(5);
    await appendFile(join(folder, "index.jsonl"), "");
  });
});
