import { spawn, type ChildProcess } from "node:child_process";

import { afterAll, describe, expect, test } from "vitest";

import type {
  Environment,
  EnvironmentDefinition,
  EpisodeContext,
  Start,
  Transition,
} from "../../src/index.ts";
import {
  counterEnvironment,
  environmentConformance,
  type EnvironmentConformanceOptions,
  fakeSandboxes,
} from "../../src/testing/index.ts";

const tasks = [{ target: 3 }, { id: "below", target: -2 }];

/** The counter, with one thing about its environments wrong. */
function faulty(
  change: (environment: Environment, context: EpisodeContext) => Partial<Environment>,
): EnvironmentDefinition {
  return {
    ...counterEnvironment,
    create: async (task, options, context) => {
      const environment = await counterEnvironment.create(task, options, context);
      return { ...environment, ...change(environment, context) };
    },
  };
}

/** A change of what steps come back with. */
function afterStep(change: (transition: Transition) => Transition): EnvironmentDefinition {
  return faulty((environment) => ({
    step: async (...input) => change(await environment.step(...input)),
  }));
}

/** A change of how episodes begin. */
function afterReset(change: (start: Start) => Start): EnvironmentDefinition {
  return faulty((environment) => ({
    reset: async (...input) => change(await environment.reset(...input)),
  }));
}

/** The names of the cases that fail, each with what it says. */
async function findings(
  definition: EnvironmentDefinition,
  options: Partial<EnvironmentConformanceOptions> = {},
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  for (const { name, run } of environmentConformance(definition, { tasks, ...options })) {
    await run().catch((error: Error) => void (found[name] = error.message));
  }
  return found;
}

describe("a good environment passes every case", () => {
  const cases = environmentConformance(counterEnvironment, { tasks, sandboxes: fakeSandboxes() });
  test.each(cases)("$name", async ({ run }) => {
    await run();
  });
});

describe("the kit finds", () => {
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill();
  });

  test("shared state", async () => {
    let total = 0;
    const definition = faulty((environment) => ({
      reset: async (settings) => {
        total = 0;
        return environment.reset(settings);
      },
      step: async (action, settings) => {
        for (const call of action.calls) total += Number(call.arguments["amount"]);
        return environment.step(action, settings);
      },
      evidence: async () => ({ data: { total } }),
    }));
    const found = await findings(definition);
    expect(Object.keys(found)).toEqual(["two episodes at once share nothing"]);
  });

  test("state that outlives an episode", async () => {
    let total = 0;
    const definition = faulty((environment) => ({
      step: async (action, settings) => {
        for (const call of action.calls) total += Number(call.arguments["amount"]);
        return environment.step(action, settings);
      },
      evidence: async () => ({ data: { total } }),
    }));
    const found = await findings(definition);
    expect(Object.keys(found)).toContain("the reference solution is a success");
  });

  test("a leaked sandbox", async () => {
    const sandboxes = fakeSandboxes();
    const definition = faulty((environment, context) => ({
      reset: async (settings) => {
        await context.sandboxes.create({});
        return environment.reset(settings);
      },
    }));
    const found = await findings(definition, { sandboxes });
    expect(found["an episode leaves no sandbox, process or server behind"]).toMatch(/fake-\d+/);
    expect(found["close never throws, at any time and however often"]).toMatch(/left sandboxes/);
    expect([...sandboxes.open]).toEqual([]);
  });

  test("a leaked process", async () => {
    const definition = faulty((environment) => ({
      reset: async (settings) => {
        children.push(spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]));
        return environment.reset(settings);
      },
    }));
    const name = "an episode leaves no sandbox, process or server behind";
    const [leaks] = environmentConformance(definition, {
      tasks: [{ target: 1 }],
      settleMs: 200,
    }).filter((one) => one.name === name);
    await expect(leaks?.run()).rejects.toThrow(/left \d+ processes or servers/);
  });

  test("a wrong schema of a tool", async () => {
    const definition = afterReset((start) => ({
      ...start,
      tools: start.tools.map((tool) => ({
        ...tool,
        parameters: { type: "object", properties: { amount: { type: "int" } } },
      })),
    }));
    const found = await findings(definition);
    expect(found["every tool has a legal name and a JSON Schema of an object"]).toMatch(
      /schema\.properties\.amount\.type is "int"/,
    );
  });

  test("a wrong schema of tasks", async () => {
    const definition = { ...counterEnvironment, check: () => {} };
    const found = await findings(definition);
    expect(found["garbage is refused as a task with an InvalidTaskError"]).toMatch(
      /passes the check, though the task schema refuses it/,
    );
  });

  test("a reward out of range", async () => {
    const definition = { ...counterEnvironment, grade: async () => ({ reward: 1.5 }) };
    const found = await findings(definition);
    expect(found["a reward is a finite number within the declared range"]).toMatch(
      /the reward is 1.5, and the range 0 to 1/,
    );
  });

  test("a step that is taken after the end", async () => {
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      create: async () => {
        let closed = false;
        return {
          reset: async () => ({ observation: { message: "Go." }, tools: [] }),
          step: async () => {
            if (closed) throw new Error("closed");
            return { observation: {}, terminated: true };
          },
          evidence: async () => ({ data: { total: 0 } }),
          close: async () => void (closed = true),
        };
      },
    };
    const found = await findings(definition);
    expect(found["no step is taken after the end"]).toMatch(/after the end: a step was taken/);
  });

  test("an ignored abort", async () => {
    const definition = faulty((environment) => ({
      step: async (action, settings) =>
        action.calls.length === 0 ? environment.step(action, settings) : new Promise(() => {}),
    }));
    const name = "a step that is told to stop does, and leaves nothing running";
    const [stops] = environmentConformance(definition, { tasks, settleMs: 200 }).filter(
      (one) => one.name === name,
    );
    await expect(stops?.run()).rejects.toThrow(/with add that was told to stop did not settle/);
  });

  test("an observation that is no JSON", async () => {
    const definition = afterStep((transition) => ({
      ...transition,
      info: { at: new Date(0) as never },
    }));
    const found = await findings(definition);
    expect(Object.keys(found)).toEqual([
      "observations, information, evidence and verdicts are plain JSON",
    ]);
    expect(Object.values(found)[0]).toMatch(/info\.at is a Date/);
  });

  test("another first observation under the same seed", async () => {
    let count = 0;
    const definition = afterReset((start) => ({
      ...start,
      observation: { message: `Episode ${(count += 1)}.` },
    }));
    const found = await findings(definition);
    expect(found["one seed gives one first observation"]).toMatch(/Episode \d+/);
  });

  test("a close that throws", async () => {
    const definition = faulty((environment) => {
      let closed = false;
      return {
        close: async () => {
          await environment.close();
          if (closed) throw new Error("closed twice");
          closed = true;
        },
      };
    });
    const found = await findings(definition);
    expect(Object.keys(found)).toEqual(["close never throws, at any time and however often"]);
    expect(Object.values(found)[0]).toMatch(/closed twice/);
  });

  test("a tool that crashes the host", async () => {
    const definition = faulty((environment) => ({
      step: async (action, settings) => {
        if (Number(action.calls[0]?.arguments["amount"]) < 0) {
          setTimeout(() => {
            throw new Error("nobody catches this");
          }, 0);
        }
        return environment.step(action, settings);
      },
    }));
    const name = "a tool that throws is a result";
    const [crash] = environmentConformance(definition, { tasks: [{ target: 1 }] }).filter(
      (one) => one.name === name,
    );
    await expect(crash?.run()).rejects.toThrow(/crashed the host: nobody catches this/);
  });

  test("a tool that throws", async () => {
    const definition = faulty((environment) => ({
      step: async (action, settings) => {
        if (action.calls[0]?.arguments["amount"] === 0) throw new Error("zero is not foreseen");
        return environment.step(action, settings);
      },
    }));
    const found = await findings(definition);
    expect(found["a tool that throws is a result"]).toMatch(/zero is not foreseen/);
  });

  test("a reward for nothing, and a solution that earns none", async () => {
    const found = await findings({
      ...counterEnvironment,
      grade: async ({ evidence }) => ({
        reward: (evidence.data as { readonly total: number }).total === 0 ? 1 : 0,
      }),
    });
    expect(Object.keys(found)).toEqual([
      "the reference solution is a success",
      "doing nothing is no success",
      "no cheat is a success",
    ]);
  });

  test("a grader that looks beyond the record", async () => {
    let graded = 0;
    const found = await findings({
      ...counterEnvironment,
      grade: async () => ({ reward: (graded += 1) % 2 }),
    });
    expect(found["the record alone is graded as the episode was, however often"]).toMatch(
      /graded again/,
    );
  });
});

describe("a skip", () => {
  const cheap = "its range of rewards holds its threshold of success";

  test("is named with its reason, and passes while its rule is broken", async () => {
    const broken = { ...counterEnvironment, reward: { range: [0, 1], success: 2 } } as const;
    const skip = [{ name: cheap, reason: "nobody succeeds" }];
    const one = environmentConformance(broken, { tasks, skip }).find(({ skipped }) => skipped);
    expect(one).toMatchObject({
      name: `${cheap} (not done: nobody succeeds)`,
      skipped: "nobody succeeds",
    });
    await one?.run();
  });

  test("is stale, and fails, once its rule holds", async () => {
    const skip = [{ name: cheap, reason: "who knows" }];
    const cases = environmentConformance(counterEnvironment, { tasks, skip });
    await expect(cases.find(({ skipped }) => skipped)?.run()).rejects.toThrow(/stale/);
  });

  test("of no case, no task, and two cases of one name are refused", () => {
    const make = (options: Partial<EnvironmentConformanceOptions>) => () =>
      environmentConformance(counterEnvironment, { tasks, ...options });
    expect(make({ skip: [{ name: "flies", reason: "" }] })).toThrow(/no environment conformance/);
    expect(make({ tasks: [] })).toThrow(/at least one task/);
    expect(make({ extra: [{ name: cheap, run: async () => {} }] })).toThrow(/Two conformance/);
  });
});
