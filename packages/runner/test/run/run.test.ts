import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

import {
  callAction,
  defineAgent,
  defineEnvironment,
  ProviderError,
  textAction,
  type ProviderErrorCode,
} from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import { openRun, RecordError, run, type RunEvent } from "../../src/index.ts";
import { askingAgent, counterRun, counterTasks, failingModel } from "../counter-run.ts";

describe("a run", () => {
  test("keeps the record of every episode", async () => {
    const result = await run(await counterRun({ attempts: 2 }));
    expect(result).toMatchObject({
      interrupted: false,
      summary: { planned: 4, scored: 4, succeeded: 4, successRate: 1, coverage: 1, owed: 0 },
    });
    expect(result.runId).toMatch(/^\d{4}-\d\d-\d\d-counter-oracle-[0-9a-f]{4}$/);
    const record = await openRun(result.folder);
    expect(record.summary).toEqual(result.summary);
    expect(JSON.parse(await readFile(join(result.folder, "summary.json"), "utf8"))).toEqual(
      result.summary,
    );
    const keys = record.entries.map(({ task, attempt }) => `${task}/${attempt}`).toSorted();
    expect(keys).toEqual(["count-1/0", "count-1/1", "count-2/0", "count-2/1"]);
    for (const entry of record.entries) {
      const episode = await record.episode(entry);
      expect(episode.verdict).toMatchObject({ reward: 1 });
      expect(episode.ending).toEqual({ status: "completed" });
      expect(episode.transcript?.turns).toHaveLength(5);
      expect(episode.events.map(({ i }) => i)).toEqual([...episode.events.keys()]);
    }
    expect((await record.taskData()).get("count-2")).toEqual({ id: "count-2", target: 2 });
    expect(await readdir(result.folder)).not.toContain("run.lock");
  });

  test("tells what happens, in order", async () => {
    const events: RunEvent[] = [];
    const model = scriptedModel(["add 1"]);
    const options = await counterRun({
      tasks: await counterTasks(1),
      agent: askingAgent,
      model: () => model,
      onEvent: (event) => events.push(event),
    });
    const { folder, runId, summary } = await run(options);
    expect(events[0]).toMatchObject({ type: "run-start", runId, folder, planned: 1, owed: 1 });
    expect(events[1]).toMatchObject({ type: "episode-start", task: "count-1", attempt: 0 });
    const progress = events.filter((event) => event.type === "episode-progress");
    expect(progress.map(({ phase, turns }) => [phase, turns])).toEqual([
      ["playing", 0],
      ["playing", 0],
      ["playing", 1],
      ["playing", 2],
      ["grading", 2],
    ]);
    expect(progress.at(-1)?.usage).toMatchObject({ agent: { inputTokens: 10, outputTokens: 5 } });
    expect(events.at(-2)).toMatchObject({
      type: "episode-end",
      task: "count-1",
      reward: 1,
      success: true,
      ending: { status: "completed" },
      turns: 2,
      toolCalls: 1,
    });
    expect(events.at(-1)).toEqual({ type: "run-end", summary, interrupted: false });
  });

  test("never has more episodes under way than it may, and uses all it may", async () => {
    let open = 0;
    let most = 0;
    const agent = defineAgent({
      name: "slow",
      roles: [],
      play: async () => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 5));
        open -= 1;
      },
    });
    await run(await counterRun({ tasks: await counterTasks(20), agent, concurrency: 3 }));
    expect(most).toBe(3);
  });

  test("gives attempts at a task one environment seed, and each its own sampling seed", async () => {
    const seeds: number[] = [];
    const agent = defineAgent({
      name: "seeing",
      roles: [],
      play: async ({ seed }) => void seeds.push(seed),
    });
    const { folder } = await run(await counterRun({ agent, attempts: 3 }));
    expect(new Set(seeds).size).toBe(6);
    const { entries, episode } = await openRun(folder);
    const byTask = new Map<string, Set<number>>();
    for (const entry of entries) {
      const [start] = (await episode(entry)).events;
      if (start?.type !== "episode-start") throw new Error("no start");
      byTask.set(entry.task, (byTask.get(entry.task) ?? new Set()).add(start.seed));
    }
    expect([...byTask.values()].map((one) => one.size)).toEqual([1, 1]);
    expect(new Set([...byTask.values()].flatMap((one) => [...one])).size).toBe(2);
  });
});

describe("an episode that breaks", () => {
  test("takes no other with it", async () => {
    const definition = {
      ...counterEnvironment,
      create: async (...[task, ...rest]: Parameters<typeof counterEnvironment.create>) => {
        if (task.id === "count-2") throw new Error("the disk is on fire");
        return counterEnvironment.create(task, ...rest);
      },
    };
    const { summary } = await run(await counterRun({ definition, tasks: await counterTasks(3) }));
    expect(summary).toMatchObject({ planned: 3, scored: 2, succeeded: 2, failed: 1, owed: 1 });
    expect(summary.endings).toEqual({ completed: 2, "error:environment": 1 });
    expect(summary.successRate).toBe(1);
    expect(summary.coverage).toBeCloseTo(2 / 3);
  });

  test("is told even when what it did is no JSON", async () => {
    const definition = defineEnvironment({
      name: "odd",
      version: "1",
      description: "Tells what can't be written down.",
      task: z.looseObject({}),
      create: () => ({
        reset: async () => ({ observation: { message: "Go." }, tools: [] }),
        step: async () => ({
          observation: {},
          terminated: true,
          info: { count: 1n as unknown as number },
        }),
        close: async () => {},
      }),
    });
    const agent = defineAgent({
      name: "speaking",
      roles: [],
      create: () => ({ act: async () => textAction("Hello.") }),
    });
    const result = await run(await counterRun({ definition, agent }));
    expect(result.summary).toMatchObject({ planned: 2, failed: 2 });
    const { entries } = await openRun(result.folder);
    expect(entries[0]?.ending).toMatchObject({ boundary: "harness", code: "unrecordable" });
  });

  test("does not hold the run when its agent will not stop", { timeout: 20_000 }, async () => {
    const agent = defineAgent({
      name: "deaf",
      roles: [],
      play: async ({ step }) => {
        await step(callAction({ name: "add", arguments: { amount: 1 } }));
        await new Promise(() => {});
      },
    });
    const { summary } = await run(await counterRun({ agent, limits: { turns: 1 } }));
    expect(summary).toMatchObject({ scored: 2, succeeded: 1, endings: { "limit:turns": 2 } });
  });
});

describe("an interrupted run", () => {
  test("finishes what is under way, starts nothing more, and says what is owed", async () => {
    const drain = new AbortController();
    const options = await counterRun({
      tasks: await counterTasks(10),
      concurrency: 2,
      drain: drain.signal,
      onEvent: (event) => {
        if (event.type === "episode-end") drain.abort();
      },
    });
    const { summary, interrupted } = await run(options);
    expect(interrupted).toBe(true);
    expect(summary.scored).toBeGreaterThanOrEqual(1);
    expect(summary.scored).toBeLessThan(10);
    expect(summary).toMatchObject({ planned: 10, notRun: 10 - summary.scored });
    expect(summary.owed).toBe(10 - summary.scored);
    expect(summary.cancelled).toBe(summary.notRun);
  });

  test("cancels what is under way on the second signal, and goes on later", async () => {
    const cancel = new AbortController();
    const agent = defineAgent({
      name: "hanging",
      roles: [],
      play: async ({ signal, step }) => {
        cancel.abort();
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          else signal.addEventListener("abort", () => resolve());
        });
        await step(textAction("too late"));
      },
    });
    const options = await counterRun({ agent, signal: cancel.signal, runId: "again" });
    const first = await run(options);
    expect(first).toMatchObject({
      interrupted: true,
      summary: { planned: 2, cancelled: 2, owed: 2, scored: 0, successRate: null },
    });
    const { signal: _, ...rest } = options;
    const second = await run({
      ...rest,
      agent: { ...agent, play: async () => {} },
      resume: true,
    });
    expect(second).toMatchObject({
      interrupted: false,
      summary: { planned: 2, scored: 2, cancelled: 0, owed: 0 },
    });
    const { entries } = await openRun(second.folder);
    expect(entries.filter((entry) => entry.task === "count-1").map((entry) => entry.try)).toEqual([
      0, 1,
    ]);
  });
});

describe("an endpoint", () => {
  const provider = (code: ProviderErrorCode): ProviderError =>
    new ProviderError({ code, message: `The endpoint said: ${code}.` });

  test.each(["authentication", "payment", "not-found"] as const)(
    "that refuses every call alike (%s) ends the run, and the rest is owed",
    async (code) => {
      const model = failingModel(provider(code));
      const options = await counterRun({
        tasks: await counterTasks(50),
        agent: askingAgent,
        model: () => model,
        concurrency: 4,
      });
      const { fatal, summary, interrupted } = await run(options);
      expect(fatal?.code).toBe(code);
      expect(interrupted).toBe(false);
      expect(model.calls).toBeLessThanOrEqual(4);
      expect(summary).toMatchObject({ planned: 50, owed: 50, scored: 0, meanReward: null });
    },
  );

  test("that can't be reached ends the run after a few episodes", async () => {
    const model = failingModel(provider("connection"));
    const options = await counterRun({
      tasks: await counterTasks(100),
      agent: askingAgent,
      model: () => model,
      concurrency: 2,
    });
    const { fatal, summary } = await run(options);
    expect(fatal?.code).toBe("connection");
    expect(model.calls).toBeLessThan(6);
    expect(summary.failed + summary.notRun).toBe(100);
  });

  test("that never answered is the reason, however few episodes there were", async () => {
    const model = failingModel(provider("first-token-timeout"));
    const { fatal, summary } = await run(
      await counterRun({ agent: askingAgent, model: () => model }),
    );
    expect(fatal?.code).toBe("first-token-timeout");
    expect(summary).toMatchObject({ planned: 2, failed: 2 });
  });

  test("that has answered once may fail for a while", async () => {
    const model = scriptedModel((_, index) => (index === 0 ? "add 1" : provider("connection")));
    const { fatal, summary } = await run(
      await counterRun({
        tasks: await counterTasks(10),
        agent: askingAgent,
        model: () => model,
        concurrency: 1,
      }),
    );
    expect(fatal).toBeUndefined();
    expect(summary).toMatchObject({ planned: 10, scored: 1, failed: 9, owed: 9, notRun: 0 });
  });
});

describe("a record that can't be written", () => {
  test("ends the run with one clear error", async () => {
    const ended: string[] = [];
    let folder = "";
    const agent = defineAgent({
      name: "sweeping",
      roles: [],
      play: async () => rm(join(folder, "episodes"), { recursive: true, force: true }),
    });
    const options = await counterRun({
      agent,
      tasks: await counterTasks(20),
      concurrency: 1,
      onEvent: (event) => {
        if (event.type === "run-start") ({ folder } = event);
        if (event.type === "episode-end") ended.push(event.task);
      },
    });
    const error: unknown = await run(options).catch((thrown: unknown) => thrown);
    expect(RecordError.isInstance(error)).toBe(true);
    expect((error as Error).message).toMatch(/^Can't write .*count-2.*: there is no such file/);
    expect(ended).toEqual(["count-1"]);
    expect(await readdir(folder)).not.toContain("run.lock");
  });
});

test("what a listener throws ends the run", async () => {
  const options = await counterRun({
    onEvent: ({ type }) => {
      if (type === "episode-end") throw new Error("no room on the screen");
    },
  });
  await expect(run(options)).rejects.toThrow("no room on the screen");
});
