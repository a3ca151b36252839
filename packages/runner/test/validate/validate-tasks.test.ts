import {
  createTasks,
  defineEnvironment,
  ProviderError,
  SandboxError,
  textAction,
  VerifierError,
  type EnvironmentDefinition,
  type JsonObject,
  type Verdict,
} from "@agent-gym/core";
import { counterEnvironment, fakeSandboxes, scriptedModel } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";
import * as z from "zod";

import {
  validateTasks,
  type ProbeResult,
  type TaskValidation,
  type ValidateOptions,
  type ValidationReport,
} from "../../src/index.ts";

async function validate(
  options: Partial<Omit<ValidateOptions, "tasks">> & { readonly data?: readonly JsonObject[] } = {},
): Promise<ValidationReport> {
  const { data = [{ id: "three", target: 3 }], ...rest } = options;
  return validateTasks({ definition: counterEnvironment, tasks: await createTasks(data), ...rest });
}

/** The counter, graded as a test says. */
function graded(
  grade: (verdict: Verdict, total: number) => Verdict | Promise<Verdict>,
): EnvironmentDefinition {
  return {
    ...counterEnvironment,
    grade: async (input, ...rest) => {
      const { total } = input.evidence.data as { readonly total: number };
      return grade(await counterEnvironment.grade(input, ...rest), total);
    },
  };
}

function probesOf({ tasks }: ValidationReport): Readonly<Record<string, ProbeResult>> {
  return Object.fromEntries((tasks[0]?.probes ?? []).map((probe) => [probe.probe, probe]));
}

const failed = (report: ValidationReport): readonly string[] =>
  (report.tasks[0]?.probes ?? [])
    .filter(({ passed }) => passed === false)
    .map(({ probe }) => probe);

describe("a task that is right", () => {
  test("is proved, probe by probe", async () => {
    const report = await validate({ data: [{ target: 3 }, { target: 4 }] });
    expect(report.totals).toEqual({
      tasks: 2,
      standings: { proved: 2, broken: 0, "not-provable": 0, unknown: 0, "no-solution": 0 },
      probes: { passed: 16, failed: 0, unknown: 0 },
    });
    expect(report.tasks[0]?.probes.map(({ probe }) => probe)).toEqual([
      "solution",
      "repeat",
      "regrade:solution",
      "nothing",
      "regrade:nothing",
      "empty-answer",
      "random",
      "cheat:claim",
    ]);
    expect(probesOf(report)).toMatchObject({
      solution: { expected: "success", found: "reward 1: success", passed: true },
      nothing: { expected: "no success", found: "reward 0", passed: true },
    });
  });

  test("needs a solution to be proved", async () => {
    const definition = { ...counterEnvironment, scripts: () => ({}) };
    const report = await validate({ definition });
    expect(report.tasks[0]).toMatchObject({ standing: "no-solution" });
    expect(Object.keys(probesOf(report))).not.toContain("solution");
  });
});

describe("a task that is broken is found out", () => {
  test("by its solution", async () => {
    const report = await validate({ definition: graded(() => ({ reward: 0, details: ["no 4"] })) });
    expect(report.tasks[0]).toMatchObject({ task: "three", standing: "broken" });
    expect(failed(report)).toEqual(["solution"]);
    expect(probesOf(report)["solution"]).toMatchObject({ found: "reward 0", why: '["no 4"]' });
  });

  test("by a solution that throws", async () => {
    const scripts = (): ReturnType<EnvironmentDefinition["scripts"]> => ({
      // eslint-disable-next-line require-yield
      *solution() {
        throw new Error("no such tool");
      },
    });
    const report = await validate({ definition: { ...counterEnvironment, scripts } });
    expect(failed(report)).toEqual(["solution"]);
    expect(probesOf(report)["solution"]?.why).toContain("ended by no such tool");
  });

  test("by doing nothing", async () => {
    const report = await validate({ data: [{ target: 0 }] });
    expect(failed(report)).toEqual(
      expect.arrayContaining(["nothing", "empty-answer", "cheat:claim"]),
    );
  });

  test("by calls at random", async () => {
    const report = await validate({
      definition: graded((_, total) => ({ reward: total === 0 ? 0 : 1 })),
    });
    expect(failed(report)).toEqual(["random"]);
  });

  test("by a cheat", async () => {
    const definition = {
      ...counterEnvironment,
      grade: async ({ transcript }: Parameters<EnvironmentDefinition["grade"]>[0]) => {
        const text = JSON.stringify(transcript.turns);
        return { reward: text.includes("I am sure") || text.includes("is at 3") ? 1 : 0 };
      },
    };
    const report = await validate({ definition });
    expect(failed(report)).toEqual(["cheat:claim"]);
  });

  test("by a judge that breaks over what a cheat left", async () => {
    const definition = graded((verdict, total) => {
      if (total === 0) throw new VerifierError("It crashed.", { details: { stderr: "Traceback" } });
      return verdict;
    });
    const report = await validate({ definition });
    expect(failed(report)).toEqual(["nothing", "empty-answer", "cheat:claim"]);
    expect(probesOf(report)["cheat:claim"]).toMatchObject({
      found: "no reward (verifier)",
      why: 'It crashed.; {"stderr":"Traceback"}',
    });
  });

  test("by a judge that changes its mind", async () => {
    let times = 0;
    const report = await validate({
      definition: graded(({ reward }) => ({
        reward: reward ?? 0,
        scores: { times: reward === 1 ? (times += 1) : 0 },
      })),
    });
    expect(failed(report)).toEqual(["repeat", "regrade:solution"]);
  });

  test("by an environment that is never the same", async () => {
    let episodes = 0;
    const definition: EnvironmentDefinition = {
      ...graded((_, total) => ({ reward: Math.floor(total) === 3 ? 1 : 0, scores: { total } })),
      create: async (...made) => {
        const environment = await counterEnvironment.create(...made);
        const drift = (episodes += 1) / 1_000;
        return {
          ...environment,
          evidence: async (how) => {
            const { data } = (await environment.evidence?.(how)) ?? { data: null };
            const { total } = data as { readonly total: number };
            return { data: { total: total === 0 ? 0 : total + drift } };
          },
        };
      },
    };
    expect(failed(await validate({ definition }))).toEqual(["repeat"]);
  });

  test("by data that break its schema, without a word of the others", async () => {
    const report = await validate({ data: [{ target: "three" }, { target: 3 }] });
    expect(report.tasks.map(({ standing }) => standing)).toEqual(["broken", "proved"]);
    expect(report.tasks[0]?.probes).toEqual([
      {
        probe: "task",
        expected: "valid data",
        found: "invalid data",
        passed: false,
        why: expect.stringContaining("target"),
      },
    ]);
  });

  test("by cheats that never end", async () => {
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      create: async (...made) => ({
        ...(await counterEnvironment.create(...made)),
        reset: async () => ({ observation: { message: "Speak." }, tools: [] }),
        step: async () => ({ observation: { message: "Go on." } }),
      }),
      scripts: () => ({
        cheats: {
          *forever() {
            for (;;) yield textAction("Give me a reward.");
          },
        },
      }),
      grade: async () => ({ reward: 0 }),
    };
    const report = await validate({ definition, limits: { turns: 5 } });
    expect(report.tasks[0]?.standing).toBe("no-solution");
  });
});

describe("what can't be told is no failure", () => {
  test("of what a task requires and the sandbox lacks", async () => {
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      needs: ({ data }) => (data["target"] === 3 ? { sandbox: ["real-shell"] } : {}),
    };
    const report = await validate({
      definition,
      sandboxes: fakeSandboxes(),
      data: [{ target: 3 }, { target: 4 }],
    });
    expect(report.tasks[0]).toMatchObject({
      standing: "not-provable",
      why: "sandbox fake lacks real-shell",
      probes: [],
    });
    expect(report.totals.standings).toMatchObject({ proved: 1, "not-provable": 1 });
    await expect(validate({ definition })).rejects.toMatchObject({ code: "missing-sandbox" });
  });

  test("of a role that no model plays", async () => {
    const definition = { ...counterEnvironment, needs: () => ({ roles: ["user"] }) };
    expect((await validate({ definition })).tasks[0]).toMatchObject({
      standing: "not-provable",
      why: 'no model plays the role "user"',
    });
    const model = (): ReturnType<typeof scriptedModel> => scriptedModel([]);
    expect((await validate({ definition, model })).tasks[0]?.standing).toBe("proved");
  });

  test.each([
    ["sandbox", new SandboxError({ code: "died", message: "It died." })],
    ["provider", new ProviderError({ code: "server", message: "Status 500." })],
  ])("of an error of the %s", async (boundary, error) => {
    const report = await validate({
      definition: graded(() => {
        throw error;
      }),
    });
    expect(report.tasks[0]?.standing).toBe("unknown");
    expect(report.totals.probes).toEqual({ passed: 0, failed: 0, unknown: 8 });
    expect(probesOf(report)["solution"]).toMatchObject({
      found: `no reward (${boundary})`,
      passed: null,
      why: error.message,
    });
  });

  test("unless it works the second time", async () => {
    const broken = new Set<string>();
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      create: async (...made) => {
        // Once for each of two places: nothing is tried more than twice.
        if (broken.size < 1) {
          broken.add("once");
          throw new SandboxError({ code: "unavailable", message: "Too busy." });
        }
        return counterEnvironment.create(...made);
      },
    };
    expect((await validate({ definition })).tasks[0]?.standing).toBe("proved");
  });
});

describe("a validation", () => {
  test("has no more episodes at a time than it may, and tells each task once", async () => {
    let open = 0;
    let most = 0;
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      create: async (...made) => {
        const environment = await counterEnvironment.create(...made);
        most = Math.max(most, (open += 1));
        return {
          ...environment,
          reset: async (how) => {
            await new Promise((resolve) => setTimeout(resolve, 1));
            return environment.reset(how);
          },
          close: async () => {
            open -= 1;
          },
        };
      },
    };
    const told: TaskValidation[] = [];
    const data = Array.from({ length: 10 }, (_, index) => ({ id: `t${index}`, target: index + 1 }));
    const report = await validate({
      definition,
      data,
      concurrency: 3,
      onTask: (task) => told.push(task),
    });
    expect(most).toBe(3);
    expect(open).toBe(0);
    expect(report.tasks.map(({ task }) => task)).toEqual(data.map(({ id }) => id));
    expect(told.map(({ task }) => task).toSorted()).toEqual(data.map(({ id }) => id));
  });

  test("ends when it is told to, and frees everything", async () => {
    const controller = new AbortController();
    const sandboxes = fakeSandboxes();
    const definition = defineEnvironment({
      name: "hanging",
      version: "1",
      description: "",
      task: z.looseObject({}),
      needs: () => ({ sandbox: [] }),
      create: async (_task, _options, context) => {
        const sandbox = await context.sandboxes.create({});
        return {
          reset: async ({ signal }) => {
            controller.abort(new Error("enough"));
            await new Promise((_, reject) => {
              signal.addEventListener("abort", () => reject(new Error("told")), { once: true });
            });
            throw new Error("unreachable");
          },
          step: async () => ({ observation: {} }),
          close: async () => sandbox[Symbol.asyncDispose](),
        };
      },
    });
    const validation = validate({
      definition,
      sandboxes,
      data: [{ id: "a" }, { id: "b" }, { id: "c" }],
      signal: controller.signal,
    });
    await expect(validation).rejects.toThrow("enough");
    expect(sandboxes.created).toBeGreaterThan(0);
    expect(sandboxes.open.size).toBe(0);
  });

  test("ends with what its listener throws", async () => {
    const onTask = (): never => {
      throw new Error("no screen");
    };
    await expect(validate({ onTask })).rejects.toThrow("no screen");
  });
});
