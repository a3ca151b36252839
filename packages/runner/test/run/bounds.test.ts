import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import {
  defineAgent,
  ProviderError,
  textAction,
  type ChatModel,
  type EnvironmentDefinition,
} from "@agent-gym/core";
import { counterEnvironment, fakeSandboxes, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { openRun, run, type RunBudget, type SpentCost } from "../../src/index.ts";
import { askingAgent, counterRun, counterTasks } from "../counter-run.ts";

/** The counter, which has a sandbox while it is played, and another one while it is judged. */
function sandboxed(most: (open: number) => void): EnvironmentDefinition {
  let open = 0;
  const count = (change: 1 | -1): void => most((open += change));
  return {
    ...counterEnvironment,
    needs: () => ({ sandbox: [] }),
    create: async (task, options, context) => {
      const environment = await counterEnvironment.create(task, options, context);
      const sandbox = await context.sandboxes.create({});
      count(1);
      return {
        ...environment,
        close: async () => {
          await sandbox[Symbol.asyncDispose]();
          count(-1);
        },
      };
    },
    grade: async (input, options, context) => {
      const sandbox = await context.sandboxes.create({});
      count(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      count(-1);
      await sandbox[Symbol.asyncDispose]();
      return counterEnvironment.grade(input, options, context);
    },
  };
}

describe("sandboxes", () => {
  test.each([1, 3])("are never more than %s, and graders never wait for episodes", async (most) => {
    let seen = 0;
    const sandboxes = fakeSandboxes();
    const { summary } = await run(
      await counterRun({
        definition: sandboxed((open) => {
          seen = Math.max(seen, open);
        }),
        sandboxes,
        tasks: await counterTasks(12),
        concurrency: 8,
        maxSandboxes: most,
        timeouts: { reset: 5_000, grade: 5_000 },
      }),
    );
    expect(summary).toMatchObject({ scored: 12, succeeded: 12 });
    expect(seen).toBe(most);
    expect(sandboxes.open.size).toBe(0);
  });

  test("that are waited for do not count as the episode's time", async () => {
    const { summary, folder } = await run(
      await counterRun({
        definition: sandboxed(() => {}),
        sandboxes: fakeSandboxes(),
        tasks: await counterTasks(6),
        concurrency: 6,
        maxSandboxes: 1,
        agent: defineAgent({
          name: "slow",
          roles: [],
          play: () => new Promise((resolve) => setTimeout(resolve, 40)),
        }),
        limits: { wallMs: 200 },
      }),
    );
    expect(summary.endings).toEqual({ completed: 6 });
    expect((await openRun(folder)).description.launches[0]).toMatchObject({ maxSandboxes: 1 });
  });

  test("are not waited for by a run that is told to end", async () => {
    const controller = new AbortController();
    const result = await run(
      await counterRun({
        definition: sandboxed(() => {}),
        sandboxes: fakeSandboxes(),
        tasks: await counterTasks(4),
        concurrency: 4,
        maxSandboxes: 1,
        signal: controller.signal,
        agent: defineAgent({
          name: "ending",
          roles: [],
          play: async () => controller.abort(),
        }),
      }),
    );
    expect(result).toMatchObject({
      interrupted: true,
      stopped: "signal",
      summary: { cancelled: 4, notRun: 3, owed: 4 },
    });
  });
});

describe("time", () => {
  test("that is up ends the run, which can be gone on with", async () => {
    let slow = true;
    const agent = defineAgent({
      name: "slow",
      roles: [],
      play: async ({ signal, step, over }) => {
        if (slow) {
          await new Promise<void>((resolve) => {
            signal.addEventListener("abort", () => resolve(), { once: true });
          });
        }
        if (!over && !signal.aborted) await step(textAction("Done."));
      },
    });
    const options = await counterRun({ agent, maxSeconds: 0.2, concurrency: 1, runId: "one" });
    const first = await run(options);
    expect(first).toMatchObject({
      stopped: "time",
      interrupted: false,
      summary: { cancelled: 2, notRun: 1, owed: 2 },
    });
    slow = false;
    const second = await run({ ...options, maxSeconds: 3_600, resume: true });
    expect(second.summary).toMatchObject({ scored: 2, owed: 0 });
    expect(second.stopped).toBe(undefined);
    const { launches } = (await openRun(second.folder)).description;
    expect(launches.map(({ maxSeconds }) => maxSeconds)).toEqual([0.2, 3_600]);
  });

  test("of an episode is an hour, unless something else is said", async () => {
    const first = await run(await counterRun({ limits: { turns: 5 } }));
    const { identity } = (await openRun(first.folder)).description;
    expect(identity.limits).toEqual({ wallMs: 3_600_000, turns: 5 });
    const second = await run(await counterRun({ limits: { wallMs: 10 } }));
    expect((await openRun(second.folder)).description.identity.limits).toEqual({ wallMs: 10 });
  });

  test("of an episode ends an agent that never comes back", { timeout: 20_000 }, async () => {
    const agent = defineAgent({ name: "lost", roles: [], play: () => new Promise(() => {}) });
    const { summary } = await run(
      await counterRun({ agent, tasks: await counterTasks(1), limits: { wallMs: 20 } }),
    );
    expect(summary.endings).toEqual({ "limit:wall-time": 1 });
  });
});

/** A model with a price, and the budget that it keeps to, as a model's package would. */
function pricedModel(price: number): {
  readonly model: ChatModel;
  readonly budget: (
    maxCost: number,
  ) => RunBudget & { readonly opened: SpentCost[]; readonly closed: () => number };
} {
  let left = 0;
  const inner = scriptedModel(() => ({
    message: { content: "add 1" },
    usage: {
      inputTokens: 10,
      cachedTokens: 0,
      outputTokens: 5,
      reasoningTokens: 0,
      cost: price,
    },
  }));
  return {
    model: {
      id: "priced",
      complete: async (request, options) => {
        if (left < price) {
          throw new ProviderError({ code: "budget", message: "There is no money for it." });
        }
        left -= price;
        return inner.complete(request, options);
      },
    },
    budget: (maxCost) => {
      const opened: SpentCost[] = [];
      let closed = 0;
      return {
        maxCost,
        opened,
        closed: () => closed,
        open: async ({ folder, spent }) => {
          await writeFile(join(folder, "ledger"), "open");
          opened.push(spent);
          left = maxCost - spent.cost;
          return {
            [Symbol.asyncDispose]: async () => {
              closed += 1;
            },
          };
        },
      };
    },
  };
}

describe("money", () => {
  test("that is spent ends the run, and what is spent is known when it goes on", async () => {
    const { model, budget } = pricedModel(0.25);
    const first = budget(0.5);
    const options = await counterRun({
      agent: askingAgent,
      model: () => model,
      tasks: await counterTasks(5),
      concurrency: 1,
      runId: "one",
    });
    const stopped = await run({ ...options, budget: first });
    expect(stopped).toMatchObject({
      stopped: "budget",
      interrupted: false,
      summary: { scored: 2, cancelled: 3, notRun: 2, failed: 0, owed: 3, usage: { cost: 0.5 } },
    });
    expect(stopped.fatal).toBe(undefined);
    expect(first.opened).toEqual([{ cost: 0, complete: true }]);
    expect(first.closed()).toBe(1);
    expect(await readFile(join(stopped.folder, "ledger"), "utf8")).toBe("open");

    const second = budget(2);
    const done = await run({ ...options, budget: second, resume: true });
    expect(second.opened).toEqual([{ cost: 0.5, complete: true }]);
    expect(done).toMatchObject({ summary: { scored: 5, owed: 0, usage: { cost: 1.25 } } });
    expect(done.stopped).toBe(undefined);
    expect((await openRun(done.folder)).description.launches).toMatchObject([
      { maxCost: 0.5 },
      { maxCost: 2 },
    ]);
  });

  test("that is not known is told to be so", async () => {
    const model = scriptedModel(() => ({
      message: { content: "add 1" },
      usage: { inputTokens: 1, cachedTokens: 0, outputTokens: 1, reasoningTokens: 0, cost: null },
    }));
    const options = await counterRun({
      agent: askingAgent,
      model: () => model,
      runId: "one",
      attempts: 2,
    });
    const { summary } = await run(options);
    expect(summary.usage).toMatchObject({ cost: null, roles: { agent: { cost: null } } });
    const { budget } = pricedModel(1);
    const next = budget(5);
    await run({ ...options, budget: next, resume: true });
    expect(next.opened).toEqual([{ cost: 0, complete: false }]);
  });

  test("is given back though the run's ledger can't be opened", async () => {
    const options = await counterRun({
      runId: "one",
      budget: { maxCost: 1, open: () => Promise.reject(new Error("no ledger")) },
    });
    await expect(run(options)).rejects.toThrow("no ledger");
    const { budget: _, ...rest } = options;
    expect((await run({ ...rest, resume: true })).summary.scored).toBe(2);
  });
});

test("bounds that are none are refused", async () => {
  const refused = async (bounds: object, message: string): Promise<void> => {
    await expect(run({ ...(await counterRun()), ...bounds })).rejects.toThrow(message);
  };
  await refused({ maxSandboxes: 0 }, '"maxSandboxes" must be a whole number from 1 on, not 0');
  await refused({ retries: -1 }, '"retries" must be a whole number from 0 on');
  await refused({ retryWaitMs: Number.NaN }, '"retryWaitMs" must be a number from 0 on');
  await refused({ maxSeconds: 0 }, '"maxSeconds" must be a number above 0');
  await refused({ budget: { maxCost: -1 } }, '"maxCost" must be a number from 0 on');
});
