import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { HermesAgent, MirauAgent, toolCallingAgent } from "@agent-gym/agents";
import {
  type ChatMessage,
  type EnvironmentDefinition,
  type JsonObject,
  noUsage,
  ProviderError,
  type Task,
} from "@agent-gym/core";
import { counterEnvironment, fakeSandboxes, scriptedModel } from "@agent-gym/core/testing";
import { run, type RunEvent } from "@agent-gym/runner";
import { describe, expect, test } from "vitest";

import { synthesize } from "../../src/index.ts";
import { countingReply, countingSynthesis, countingTasks } from "../counting-teacher.ts";
import { readLines } from "../read-lines.ts";
import { temporaryFolder } from "../temporary-folder.ts";

type Messages = readonly { readonly role: string; readonly content: string }[];

describe("synthesize", () => {
  test("makes rows of what succeeded, in the plan's order, and none of what failed", async () => {
    const folder = await temporaryFolder();
    const { dataset, run: played } = await synthesize(
      await countingSynthesis(folder, { run: { concurrency: 5 } }),
    );
    expect(played.summary).toMatchObject({ planned: 12, scored: 12 });
    const provenance = await readLines(folder, "provenance.jsonl");
    // 100, 137, 174, 211, 248, 285: the first and the fifth are missed.
    expect(provenance.map(({ row, line }) => `${line as number} ${row as string}`)).toEqual([
      "1 teacher/count 1#0",
      "2 teacher/count 2#0",
      "3 teacher/count 3#0",
      "4 teacher/count 5#0",
    ]);
    expect(provenance[0]).toMatchObject({
      run: "teacher",
      task: "count 1",
      attempt: 0,
      environment: { name: "counter", version: "1" },
      sandbox: null,
      teacher: { agent: "mirau", models: ["counting-teacher"], dialect: "mirau" },
      sampling: { model: "counting-teacher" },
      verdict: { reward: 1, success: true },
      license: "MIT",
      language: "en",
    });
    expect(dataset?.manifest.counts).toMatchObject({
      tasks: 6,
      attempts: 12,
      kept: 4,
      rejected: 8,
      written: 4,
      unwritable: 0,
    });
    const rejected = await readLines(folder, "rejected.jsonl");
    expect(
      rejected.map(({ row, code }) => `${row as string} ${code as string}`).toSorted(),
    ).toEqual([
      "teacher/count 0#0 failed",
      "teacher/count 0#1 failed",
      "teacher/count 1#1 not-first",
      "teacher/count 2#1 not-first",
      "teacher/count 3#1 not-first",
      "teacher/count 4#0 failed",
      "teacher/count 4#1 failed",
      "teacher/count 5#1 not-first",
    ]);
    expect(rejected[0]).toMatchObject({
      stage: "verified",
      transcript: { turns: expect.any(Array) },
    });
  });

  test("a ladder of temperatures differs from attempt to attempt, and is in the provenance", async () => {
    const folder = await temporaryFolder();
    await synthesize(
      await countingSynthesis(folder, {
        temperatures: [0, 0.7],
        dataset: { stages: [] },
        run: { tasks: await countingTasks(1), attempts: 3 },
      }),
    );
    const provenance = await readLines(folder, "provenance.jsonl");
    expect(provenance.map(({ sampling }) => (sampling as JsonObject)["temperature"])).toEqual([
      0, 0.7, 0,
    ]);
    expect(provenance.map(({ verdict }) => (verdict as JsonObject)["success"])).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("a mirau row has exactly the structure of the seed's data", async () => {
    const folder = await temporaryFolder();
    await synthesize(await countingSynthesis(folder, { dataset: { format: "mirau" } }));
    const files = (await readdir(join(folder, "rows"))).toSorted();
    expect(files).toHaveLength(4);
    const lines = await readLines(folder, "train.jsonl");
    for (const [index, name] of files.entries()) {
      const text = await readFile(join(folder, "rows", name), "utf8");
      expect(
        text.startsWith('{\n  "messages": [\n    {\n      "role": "system",\n      "content": '),
      ).toBe(true);
      const row = JSON.parse(text) as { readonly messages: Messages };
      expect(row).toEqual(lines[index]);
      expect(Object.keys(row)).toEqual(["messages"]);
      expect(row.messages.every((message) => Object.keys(message).join() === "role,content")).toBe(
        true,
      );
      expect(row.messages.map(({ role }) => role)).toEqual([
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
      ]);
      const [, , calls, results, answer] = row.messages.map(({ content }) => content);
      expect(calls).toMatch(
        /^<think type="(?:quick|mid|complex)">\n[^]+\n<\/think>\n\n<tool_call>\n\{"name": "add", "arguments": \{"amount": \d+\}\}\n<\/tool_call>$/,
      );
      expect(results).toMatch(/^<tool_response name="add">[^<]+<\/tool_response>$/);
      expect(answer).toMatch(/^<think type="quick">\n[^<]+\n<\/think>\n\n[^<]+$/);
    }
  });

  // The teacher may have spoken another dialect than the student will.
  test.each([
    { format: "mirau", own: MirauAgent, foreign: HermesAgent },
    { format: "hermes", own: HermesAgent, foreign: MirauAgent },
  ])(
    "a student that plays back a $format row is asked with the row's own prefixes",
    async ({ format, own, foreign }) => {
      const folder = await temporaryFolder();
      for (const agent of [own, foreign]) {
        const tasks = await countingTasks(2, (index) => ({ target: 11 + 2 * index }));
        await synthesize(
          await countingSynthesis(folder, {
            run: { tasks, agent: agent({}), attempts: 1, runId: agent({}).name },
            dataset: { format, rendering: { historyThoughts: "keep" }, overwrite: true },
          }),
        );
        const rows = (await readLines(folder, "train.jsonl")) as readonly { messages: Messages }[];
        expect(rows).toHaveLength(2);
        for (const [index, { messages }] of rows.entries()) {
          const answers = messages.filter(({ role }) => role === "assistant");
          const server = scriptedModel(answers.map(({ content }) => content));
          await run({
            definition: counterEnvironment,
            tasks: tasks.slice(index, index + 1),
            agent: own({ historyThoughts: "keep" }),
            model: () => server,
            logDir: folder,
          });
          expect(server.requests).toHaveLength(answers.length);
          const places = messages.flatMap(({ role }, place) =>
            role === "assistant" ? [place] : [],
          );
          for (const [turn, request] of server.requests.entries()) {
            expect(request.messages).toEqual(messages.slice(0, places[turn]));
          }
        }
      }
    },
  );

  test("leaves out tasks that are kept for evaluation, and says which", async () => {
    const folder = await temporaryFolder();
    const tasks = await countingTasks(4, (index) => (index === 1 ? { split: "test" } : {}));
    const { heldOut, run: played } = await synthesize(
      await countingSynthesis(folder, { run: { tasks, attempts: 1 } }),
    );
    expect(heldOut).toEqual(["count 1"]);
    expect(played.summary.planned).toBe(3);
    await expect(
      countingSynthesis(folder, {
        run: { tasks: tasks.slice(1, 2), runId: "other" },
        dataset: { overwrite: true },
      }).then(synthesize),
    ).rejects.toThrow(/kept for evaluation/);
  });

  test("refuses the virtual sandbox before anything is spent, unless it is allowed", async () => {
    const folder = await temporaryFolder();
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      needs: () => ({ sandbox: [] }),
    };
    const fake = fakeSandboxes();
    const sandboxes = {
      ...fake,
      kind: "virtual",
      probe: async () => ({ ok: true, kind: "virtual", version: "1", capabilities: [] }) as const,
    };
    const options = await countingSynthesis(folder, { definition, run: { sandboxes } });
    await expect(synthesize(options)).rejects.toThrow(/virtual sandbox/);
    expect(await readdir(folder)).toEqual([]);
    const allowed = { ...options, dataset: { ...options.dataset, allowVirtual: true } };
    expect((await synthesize(allowed)).dataset?.manifest.counts.kept).toBe(4);
  });

  test("a teacher that fails every call leaves a run to resume and no dataset", async () => {
    const folder = await temporaryFolder();
    const broken = scriptedModel(() => {
      return new ProviderError({ code: "authentication", message: "the key is refused" });
    });
    const first = await synthesize(
      await countingSynthesis(folder, { run: { model: () => broken, attempts: 1 } }),
    );
    expect(first).toMatchObject({ stopped: "provider", dataset: undefined });
    const second = await synthesize(
      await countingSynthesis(folder, { run: { attempts: 1, resume: true } }),
    );
    expect(second.dataset?.manifest.counts.kept).toBe(4);
    const rejected = await readLines(folder, "rejected.jsonl");
    expect(rejected.every(({ code }) => code === "failed")).toBe(true);
  });

  test("an error of the provider never becomes a row, though the attempt is told of", async () => {
    const folder = await temporaryFolder();
    const flaky = scriptedModel((request) => {
      const asked = JSON.stringify(request.messages);
      const spoken = request.messages.some(({ role }: ChatMessage) => role === "assistant");
      if (asked.includes("to 137,") && spoken) {
        return new ProviderError({ code: "server", message: "it is down" });
      }
      return { message: { content: countingReply(request) } };
    });
    const { dataset } = await synthesize(
      await countingSynthesis(folder, { run: { model: () => flaky, attempts: 1 } }),
    );
    expect(dataset?.manifest.counts).toMatchObject({ kept: 3 });
    const rejected = await readLines(folder, "rejected.jsonl");
    expect(rejected.find(({ task }) => task === "count 1")).toMatchObject({
      code: "unscored",
      reason: expect.stringContaining("error:provider") as string,
    });
  });

  test("stops when its money is spent, makes a dataset of what there is, and goes on with more", async () => {
    const folder = await temporaryFolder();
    const priced = scriptedModel((request) => ({
      message: { content: countingReply(request) },
      usage: { ...noUsage, inputTokens: 1, cost: 0.5 },
    }));
    const begun = async (maxCost: number, resume: boolean): ReturnType<typeof synthesize> =>
      synthesize(
        await countingSynthesis(folder, {
          maxCost,
          run: { model: () => priced, attempts: 1, concurrency: 1, resume },
        }),
      );
    const first = await begun(2, false);
    expect(first.stopped).toBe("cost");
    expect(first.run.summary).toMatchObject({ scored: 2, notRun: 4 });
    expect(first.run.summary.usage.cost).toBe(2);
    expect(first.dataset?.manifest.counts).toMatchObject({ kept: 1, missing: 4 });
    expect((await begun(2, true)).run.summary.scored).toBe(2);
    const last = await begun(100, true);
    expect(last.stopped).toBeUndefined();
    expect(last.dataset?.manifest.counts).toMatchObject({ kept: 4, missing: 0 });
  });

  test("a cap that can't be kept stops at the first call without a price", async () => {
    const folder = await temporaryFolder();
    const unpriced = scriptedModel((request) => ({
      message: { content: countingReply(request) },
      usage: { ...noUsage, cost: null },
    }));
    const { stopped, run: played } = await synthesize(
      await countingSynthesis(folder, {
        maxCost: 1,
        run: { model: () => unpriced, attempts: 1, concurrency: 1 },
      }),
    );
    expect(stopped).toBe("unknown-cost");
    expect(played.summary.scored).toBe(1);
  });

  test("interrupted, it makes no dataset; resumed, the same as undisturbed", async () => {
    const undisturbed = await temporaryFolder();
    const whole = await synthesize(await countingSynthesis(undisturbed, { temperatures: [0, 1] }));
    const folder = await temporaryFolder();
    const cancel = new AbortController();
    let ended = 0;
    const interrupted = await synthesize(
      await countingSynthesis(folder, {
        temperatures: [0, 1],
        run: {
          signal: cancel.signal,
          onEvent: ({ type }: RunEvent) => {
            if (type === "episode-end") ended += 1;
            if (ended === 3) cancel.abort();
          },
        },
      }),
    );
    expect(interrupted).toMatchObject({ stopped: "interrupted", dataset: undefined });
    const resumed = await synthesize(
      await countingSynthesis(folder, { temperatures: [0, 1], run: { resume: true } }),
    );
    const { spent: _, ...manifest } = resumed.dataset?.manifest ?? ({} as never);
    const { spent: __, ...other } = whole.dataset?.manifest ?? ({} as never);
    expect(manifest).toEqual(other);
    for (const name of ["train.jsonl", "rejected.jsonl", "provenance.jsonl", "README.md"]) {
      expect(await readFile(join(folder, name), "utf8")).toBe(
        await readFile(join(undisturbed, name), "utf8"),
      );
    }
  });

  test("a native teacher's rows render for a student of text, prompts and all", async () => {
    const folder = await temporaryFolder();
    const native = scriptedModel(({ messages }) =>
      messages.some(({ role }) => role === "tool")
        ? { message: { content: "Done.", reasoning: "It is there." } }
        : {
            message: {
              content: "",
              reasoning: "I add it all at once.",
              toolCalls: [{ id: "x", name: "add", arguments: '{"amount":5}' }],
            },
          },
    );
    const tasks: readonly Task[] = await countingTasks(1, () => ({ target: 5 }));
    await synthesize(
      await countingSynthesis(folder, {
        run: {
          tasks,
          attempts: 1,
          agent: toolCallingAgent({ dialect: "deepseek" }),
          model: () => native,
        },
        dataset: { check: true },
      }),
    );
    const [row] = (await readLines(folder, "train.jsonl")) as readonly { messages: Messages }[];
    expect(row?.messages[0]?.content).toContain("# Tools");
    expect(row?.messages[2]?.content).toBe(
      '<think>\nI add it all at once.\n</think>\n\n<tool_call>\n{"name": "add", "arguments": {"amount": 5}}\n</tool_call>',
    );
  });
});
