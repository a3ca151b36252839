import {
  defineAgent,
  ProviderError,
  SandboxError,
  textAction,
  VerifierError,
  type EnvironmentDefinition,
} from "@agent-gym/core";
import { counterEnvironment, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { openRun, run, type IndexEntry, type RunEvent } from "../../src/index.ts";
import { askingAgent, counterRun, counterTasks } from "../counter-run.ts";

/** The counter, whose step fails as often as a test says. */
function failing(times: number, error: () => Error): EnvironmentDefinition {
  let left = times;
  return {
    ...counterEnvironment,
    create: async (...made) => {
      const environment = await counterEnvironment.create(...made);
      return {
        ...environment,
        step: async (...step) => {
          if (left <= 0) return environment.step(...step);
          left -= 1;
          throw error();
        },
      };
    },
  };
}

const died = (): Error => new SandboxError({ code: "died", message: "The container died." });
const tries = (entries: readonly IndexEntry[]): readonly string[] =>
  entries.map(({ attempt, try: nth, reward }) => `${attempt}.${nth}: ${reward}`);

describe("an episode whose sandbox died under it", () => {
  test("is tried again, in a file of its own, and never scored 0", async () => {
    const events: RunEvent[] = [];
    const { folder, summary } = await run(
      await counterRun({
        definition: failing(1, died),
        tasks: await counterTasks(1),
        retryWaitMs: 1,
        onEvent: (event) => events.push(event),
      }),
    );
    expect(summary).toMatchObject({ planned: 1, scored: 1, succeeded: 1, failed: 0, owed: 0 });
    const { entries, episode } = await openRun(folder);
    expect(tries(entries)).toEqual(["0.0: null", "0.1: 1"]);
    const [first] = entries;
    if (first === undefined) throw new Error("no entry");
    expect((await episode(first)).ending).toMatchObject({ boundary: "sandbox", code: "died" });
    const ends = events.filter(({ type }) => type === "episode-end");
    expect(ends).toMatchObject([{ try: 0, retryInMs: expect.any(Number) }, { try: 1 }]);
    expect(ends[1]).not.toHaveProperty("retryInMs");
  });

  test("is tried so often, and then owed", async () => {
    const options = await counterRun({
      definition: failing(3, died),
      tasks: await counterTasks(1),
      retries: 2,
      retryWaitMs: 1,
      runId: "one",
    });
    const first = await run(options);
    expect(first.summary).toMatchObject({ scored: 0, failed: 1, owed: 1 });
    const second = await run({ ...options, resume: true });
    expect(second.summary).toMatchObject({ scored: 1, failed: 0, owed: 0 });
    expect(tries((await openRun(second.folder)).entries)).toEqual([
      "0.0: null",
      "0.1: null",
      "0.2: null",
      "0.3: 1",
    ]);
  });

  test("is not tried again where that was not wanted", async () => {
    const { folder } = await run(
      await counterRun({ definition: failing(1, died), tasks: await counterTasks(1), retries: 0 }),
    );
    expect(tries((await openRun(folder)).entries)).toEqual(["0.0: null"]);
  });
});

describe("a retry", () => {
  test.each([
    ["what the agent did", () => new Error("my own fault")],
    ["a verifier that failed", () => new VerifierError("It crashed.")],
  ])("is never made for %s", async (what, error) => {
    const agent = defineAgent({
      name: "failing",
      roles: [],
      play: async () => {
        throw error();
      },
    });
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      grade: async () => {
        throw error();
      },
    };
    const { folder } = await run(
      await counterRun({
        tasks: await counterTasks(1),
        ...(what === "what the agent did" ? { agent } : { definition }),
      }),
    );
    expect((await openRun(folder)).entries).toHaveLength(1);
  });

  test("pays for no answer twice, and its wait holds up no other episode", async () => {
    let calls = 0;
    const order: string[] = [];
    const agent = defineAgent({
      name: "twice",
      play: async ({ id, model, signal, step, over }) => {
        order.push(id);
        for (const content of ["first", "second"]) {
          await model("agent").complete({ messages: [{ role: "user", content }] }, { signal });
        }
        if (!over) await step(textAction("Done."));
      },
    });
    const model = scriptedModel((_, index) => {
      calls = index + 1;
      return index === 1 ? new ProviderError({ code: "server", message: "Status 500." }) : "yes";
    });
    const { summary } = await run(
      await counterRun({
        tasks: await counterTasks(3),
        agent,
        model: () => model,
        concurrency: 1,
        retryWaitMs: 100,
      }),
    );
    expect(summary).toMatchObject({ scored: 3, failed: 0 });
    // Two calls for each of three episodes, and the one that failed.
    expect(calls).toBe(7);
    expect(summary.usage.inputTokens).toBe(60);
    expect(order[0]).toBe("count-1/0");
    expect(order).toHaveLength(4);
  });

  test("of an episode that only lacked its verdict plays the same answers, and grades", async () => {
    let broken = true;
    let calls = 0;
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      grade: async (...input) => {
        if (!broken) return counterEnvironment.grade(...input);
        broken = false;
        throw new SandboxError({ code: "unavailable", message: "No sandbox for the verifier." });
      },
    };
    const model = scriptedModel(() => {
      calls += 1;
      return "add 1";
    });
    const { summary } = await run(
      await counterRun({
        definition,
        tasks: await counterTasks(1),
        agent: askingAgent,
        model: () => model,
        retryWaitMs: 1,
      }),
    );
    expect(summary).toMatchObject({ scored: 1, succeeded: 1 });
    expect(calls).toBe(1);
  });

  test("does not keep a run from ending when it is told to", async () => {
    const drain = new AbortController();
    const result = await run(
      await counterRun({
        definition: failing(1, died),
        tasks: await counterTasks(1),
        retryWaitMs: 3_600_000,
        drain: drain.signal,
        onEvent: ({ type }) => {
          if (type === "episode-end") setImmediate(() => drain.abort());
        },
      }),
    );
    expect(result).toMatchObject({ stopped: "drain", summary: { failed: 1, owed: 1 } });
  });
});
