import { afterAll, describe, expect, test } from "vitest";
import * as z from "zod";

import {
  defineEnvironment,
  defineToolEnvironment,
  type Environment,
  type EnvironmentDefinition,
  StaticEnvironment,
} from "../../src/index.ts";
import {
  counterEnvironment,
  environmentConformance,
  type EnvironmentConformanceOptions,
} from "../../src/testing/index.ts";

/** What one rule says of an environment; empty when it holds. */
async function finding(
  rule: string,
  definition: EnvironmentDefinition,
  options: Partial<EnvironmentConformanceOptions> = {},
): Promise<string> {
  const cases = environmentConformance(definition, {
    tasks: [{ target: 3 }],
    settleMs: 200,
    ...options,
  });
  const found = cases.find(({ name }) => name === rule);
  expect(found?.name).toBe(rule);
  return (await found?.run().catch((error: Error) => error.message)) ?? "";
}

/** The counter, with one thing about its environments wrong; the rest is as it should be. */
function faulty(change: (environment: Environment) => Partial<Environment>): EnvironmentDefinition {
  return {
    ...counterEnvironment,
    create: async (...input) => {
      const environment = await counterEnvironment.create(...input);
      return { ...environment, ...change(environment) };
    },
  };
}

const forever = (): Promise<never> => new Promise(() => {});

describe("the kit finds", () => {
  test("a task schema that takes any object", async () => {
    const rule = "garbage is refused as a task with an InvalidTaskError";
    const any = (task: z.ZodType<object>): EnvironmentDefinition =>
      defineEnvironment({
        name: "any",
        version: "1",
        description: "Takes it all.",
        task,
        create: (typed) => counterEnvironment.create(typed, {}, {} as never),
      });
    expect(await finding(rule, any(z.looseObject({})))).toContain("takes any object");
    expect(await finding(rule, any(z.looseObject({ target: z.int() })))).toBe("");
    expect(await finding(rule, any(z.looseObject({})), { tasks: [{ id: "7" }] })).toBe("");
  });

  test("an environment that changes its task as it was parsed", async () => {
    const rule = "an episode begins as if there had been none before";
    const basket = (copy: boolean): EnvironmentDefinition =>
      defineEnvironment({
        name: "basket",
        version: "1",
        description: "Puts things into a basket.",
        task: z.looseObject({ basket: z.array(z.string()) }),
        create: (task) => {
          const content = copy ? [...task.input.basket] : task.input.basket;
          return new (class extends StaticEnvironment<unknown, string[]> {
            protected override readonly tools = [
              {
                name: "put",
                description: "Puts a pear into the basket.",
                input: z.object({}),
                run: () => String(content.push("pear")),
              },
            ];
            protected override prompt(): string {
              return "Put a pear into the basket.";
            }
            override async evidence() {
              return { data: content };
            }
          })(task);
        },
        grade: ({ evidence }) => ({ reward: evidence.data.includes("pear") ? 1 : 0 }),
      });
    const tasks = [{ basket: ["plum"] }];
    expect(await finding(rule, basket(false), { tasks })).toMatch(
      /^task "\w+": doing nothing after made-up calls: expected .*"reward":0.*, got .*"reward":1.*\. To mend it, /,
    );
    expect(await finding(rule, basket(true), { tasks })).toBe("");
  });

  test("a grader that asks what the last episode left, and not the record", async () => {
    let last = 0;
    const definition: EnvironmentDefinition = {
      ...faulty((environment) => ({
        step: async (action, settings) => {
          for (const call of action.calls) last += Number(call.arguments["amount"]);
          return environment.step(action, settings);
        },
        reset: async (settings) => {
          last = 0;
          return environment.reset(settings);
        },
      })),
      grade: async ({ task }) => ({ reward: last === task.data["target"] ? 1 : 0 }),
    };
    expect(
      await finding("the record alone is graded as the episode was, however often", definition),
    ).toMatch(/nothing, graded again once: expected 0, got 1/);
  });

  const timers: NodeJS.Timeout[] = [];
  const listener = (): void => {};
  afterAll(() => {
    for (const timer of timers) clearInterval(timer);
    process.removeAllListeners("agent-gym-test");
  });

  test("timers and listeners that outlive their episodes", async () => {
    const rule = "an episode leaves no timer, watcher or listener behind";
    const ticking = faulty((environment) => ({
      reset: async (settings) => {
        timers.push(setInterval(listener, 10_000));
        return environment.reset(settings);
      },
    }));
    expect(await finding(rule, ticking)).toMatch(/with every episode there are more timers\. To/);
    const listening = faulty((environment) => ({
      reset: async (settings) => {
        process.on("agent-gym-test" as never, () => {});
        return environment.reset(settings);
      },
    }));
    process.setMaxListeners(100);
    expect(await finding(rule, listening)).toMatch(/more listeners of the process/);
    process.setMaxListeners(10);
  });

  test("but leaves a package what it keeps for all episodes", async () => {
    let timer: NodeJS.Timeout | undefined;
    const pooled = faulty((environment) => ({
      reset: async (settings) => {
        if (timer === undefined) timers.push((timer = setInterval(listener, 10_000)));
        return environment.reset(settings);
      },
    }));
    expect(await finding("an episode leaves no timer, watcher or listener behind", pooled)).toBe(
      "",
    );
  });

  test("evidence and a grading that never end, also when they are told to stop", async () => {
    const rule = "evidence and grading that are told to stop do";
    const collecting = faulty(() => ({ evidence: forever }));
    expect(await finding(rule, collecting, { callMs: 1000 })).toMatch(
      /evidence that was told to stop did not settle within 200 ms/,
    );
    let calls = 0;
    const grading: EnvironmentDefinition = {
      ...counterEnvironment,
      grade: (...input) => ((calls += 1) === 1 ? counterEnvironment.grade(...input) : forever()),
    };
    expect(await finding(rule, grading)).toMatch(
      /a grading that was told to stop did not settle within 200 ms/,
    );
    expect(await finding(rule, counterEnvironment)).toBe("");
  });

  test.each([
    ["to make it", { ...counterEnvironment, create: forever }],
    ["a reset", faulty(() => ({ reset: forever }))],
    ["the evidence", faulty(() => ({ evidence: forever }))],
    ["a grading", { ...counterEnvironment, grade: forever }],
  ])("a call that never comes back: %s", async (_, definition) => {
    expect(
      await finding("an episode runs without a fault of its environment", definition, {
        callMs: 100,
      }),
    ).toMatch(/longer than 100 ms/);
  });

  test("a step that never comes back", async () => {
    const definition = faulty((environment) => ({
      step: (action, settings) =>
        action.calls.length === 0 ? environment.step(action, settings) : forever(),
    }));
    for (const rule of [
      "an episode runs without a fault of its environment",
      "no step is taken after the end",
    ]) {
      expect(await finding(rule, definition, { callMs: 100 })).toMatch(/longer than 100 ms/);
    }
  });

  test("a close that never comes back", async () => {
    const definition = faulty(() => ({ close: forever }));
    expect(await finding("close never throws, at any time and however often", definition)).toMatch(
      /close before reset did not settle within 200 ms/,
    );
  });

  test("tasks that differ from one time to the next", async () => {
    let count = 0;
    const definition: EnvironmentDefinition = {
      ...counterEnvironment,
      tasks: async function* () {
        yield { target: (count += 1) };
      },
    };
    expect(await finding("one seed gives the same tasks", definition)).toMatch(
      /its tasks: expected \[{"target":2}\], got \[{"target":1}\]\. To mend it, .*Math\.random/,
    );
  });

  test("a name that an agent chose and that leads to what all objects share", async () => {
    const marking = (own: boolean): EnvironmentDefinition =>
      defineToolEnvironment({
        name: "marks",
        version: "1",
        description: "Marks things.",
        task: z.object({ target: z.number() }),
        prompt: () => "Mark it.",
        state: () => ({ marks: {} as Record<string, Record<string, boolean>> }),
        tools: {
          mark: {
            description: "Marks a thing with a word.",
            input: z.object({ thing: z.string(), word: z.string() }),
            run: ({ thing, word }, { state: { marks } }) => {
              // No member of any object is called so.
              const prefix = own ? "the " : "";
              (marks[`${prefix}${thing}`] ??= {})[`${prefix}${word}`] = true;
              return "Marked.";
            },
          },
        },
        reward: () => 0,
      });
    const rule = "hostile actions are answered, and never crash the host";
    const found = await finding(rule, marking(false));
    expect(found).toMatch(/Object got another member "constructor"/);
    expect(Object.hasOwn(Object, "constructor")).toBe(false);
    expect(await finding(rule, marking(true))).toBe("");
  });
});

test("what is wrong is told with what came, what was expected and what to do", async () => {
  const definition = { ...counterEnvironment, grade: async () => ({ reward: 2 }) };
  expect(await finding("a reward is a finite number within the declared range", definition)).toBe(
    'task "2f20cde8": nothing: the reward is 2, and the range 0 to 1. To mend it, divide by nothing that may be 0, and declare the range that rewards really have.',
  );
});

test("a kit that is told to stop closes what is open, and gives the signal's reason", async () => {
  const controller = new AbortController();
  let open = 0;
  const definition = faulty((environment) => ({
    reset: async (settings) => {
      open += 1;
      return environment.reset(settings);
    },
    step: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason as Error));
        setTimeout(() => controller.abort(new Error("enough")), 10);
      }),
    close: async () => {
      open -= 1;
    },
  }));
  const options = { signal: controller.signal };
  expect(await finding("the same actions earn the same reward", definition, options)).toBe(
    "enough",
  );
  expect(open).toBe(0);
  expect(await finding("doing nothing is no success", definition, options)).toBe("enough");
});
