import { expect, test } from "vitest";
import * as z from "zod";

import { environment as orderDesk } from "../../examples/order-desk.ts";
import {
  type Action,
  AgentGymError,
  callAction,
  createTasks,
  defineToolEnvironment,
  type EnvironmentDefinition,
  type EpisodeOutcome,
  jsonSchemaProblems,
  openSession,
  textAction,
  type Transition,
  UsageError,
} from "../../src/index.ts";

const data = { orders: { "1": "lamp", "2": "desk" }, cancel: "desk" };
const cancel = (number: string): Action =>
  callAction({ name: "cancel_order", arguments: { number } });

async function play(
  definition: EnvironmentDefinition,
  ...actions: readonly Action[]
): Promise<{ transitions: Transition[]; outcome: EpisodeOutcome }> {
  const [task] = await createTasks([definition === orderDesk ? data : {}]);
  await using session = await openSession({ definition, task: task! });
  const transitions: Transition[] = [];
  for (const action of actions) {
    await session.episode?.step(action).then(
      (transition) => transitions.push(transition),
      () => {},
    );
  }
  return { transitions, outcome: await session.finish() };
}

/** One tool that does as it is told. */
function define(run: () => string, state: () => object): EnvironmentDefinition {
  return defineToolEnvironment({
    name: "one-tool",
    version: "1",
    description: "One tool.",
    task: z.strictObject({}),
    prompt: () => "Go.",
    state,
    tools: { work: { description: "Works.", input: z.object({}), run } },
    reward: () => 1,
  });
}
const work = callAction({ name: "work", arguments: {} });

test("tools change the state, and the reward sees it with the answer", async () => {
  const solved = await play(orderDesk, cancel("2"), textAction("It was order 2."));
  expect(solved.outcome.verdict).toEqual({ reward: 1 });
  const silent = await play(orderDesk, cancel("2"), textAction("Done."));
  expect(silent.outcome.verdict).toEqual({ reward: 0 });
  const wrong = await play(orderDesk, cancel("1"), cancel("2"), textAction("It was order 2."));
  expect(wrong.outcome.verdict).toEqual({ reward: 0 });
});

test("words beside a call are no answer", async () => {
  const talking = { ...cancel("2"), text: "It was order 2." };
  expect((await play(orderDesk, talking)).outcome.verdict).toEqual({ reward: 0 });
});

test("what a tool throws is told to the agent, and the episode goes on", async () => {
  const { transitions, outcome } = await play(orderDesk, cancel("9"), cancel("2"), textAction("2"));
  expect(transitions[0]?.observation.results?.[0]).toMatchObject({
    content: "There is no order 9.",
    isError: true,
    info: { thrown: "Error" },
  });
  expect(outcome.verdict).toEqual({ reward: 1 });
});

test("an error that names its boundary ends the episode there", async () => {
  const broken = define(
    () => {
      throw new AgentGymError({ code: "gone", message: "It died.", boundary: "sandbox" });
    },
    () => ({}),
  );
  const { outcome } = await play(broken, work);
  expect(outcome.ending).toMatchObject({ status: "error", boundary: "sandbox", code: "gone" });
});

test("a state that is no JSON is not judged, and the place is named", async () => {
  const { outcome } = await play(
    define(
      () => "",
      () => ({ rows: new Map() }),
    ),
    work,
    textAction("Done."),
  );
  expect(outcome.verdict).toMatchObject({
    reward: null,
    reason: expect.stringMatching(/rows is a Map/),
  });
});

test("a strict task schema lets the well-known fields through, and nothing else", async () => {
  const strict = define(
    () => "",
    () => ({}),
  );
  const [known, unknown] = await createTasks([{ id: "a", tags: ["b"] }, { colour: "red" }]);
  strict.check(known!);
  expect(jsonSchemaProblems(strict.taskSchema, known!.data)).toEqual([]);
  expect(() => strict.check(unknown!)).toThrow(/colour/);
  expect(jsonSchemaProblems(strict.taskSchema, unknown!.data)).not.toEqual([]);
});

test("a name that trainers reserve is refused as a tool's", () => {
  expect(() =>
    defineToolEnvironment({
      name: "one-tool",
      version: "1",
      description: "",
      task: z.object({}),
      prompt: () => "",
      state: () => ({}),
      tools: { reset: { description: "", input: z.object({}), run: () => "" } },
      reward: () => 0,
    }),
  ).toThrow(UsageError);
});

test("options are typed, have defaults, and reach every part", async () => {
  const definition = defineToolEnvironment({
    name: "limited",
    version: "1",
    description: "Works so often.",
    task: z.object({}),
    options: z.strictObject({ most: z.int().min(1).default(2).describe("How often.") }),
    prompt: (_, { most }) => `Work at most ${most} times.`,
    state: (_, { most }) => ({ left: most }),
    tools: {
      work: {
        description: "Works.",
        input: z.object({}),
        run: (_, { state }) => {
          if (state.left === 0) throw new Error("That was enough.");
          state.left -= 1;
          return "Done.";
        },
      },
    },
    reward: ({ state, options: { most } }) => ({
      reward: state.left === 0 ? 1 : 0,
      details: { most },
    }),
    solution: (_, { most }) =>
      Array.from({ length: most }, () => ({ name: "work", arguments: {} })),
    cheats: (_, { most }) => ({ claim: [`I worked ${most} times.`] }),
  });
  expect(definition.parseOptions({})).toEqual({ most: 2 });
  expect(() => definition.parseOptions({ least: 2 })).toThrow(UsageError);
  const [task] = await createTasks([{}]);
  const options = definition.parseOptions({ most: 1 });
  await using session = await openSession({ definition, task: task!, options });
  expect(session.episode?.start.observation.message).toBe("Work at most 1 times.");
  const { solution, cheats } = definition.scripts(task!, options);
  const solving = solution!(session.episode!.start);
  expect(solving.next()).toMatchObject({ done: false, value: { calls: [{ name: "work" }] } });
  expect(solving.next({})).toMatchObject({ done: true });
  expect(cheats!["claim"]!(session.episode!.start).next()).toMatchObject({
    value: { text: "I worked 1 times." },
  });
  await session.episode?.step(work);
  const again = await session.episode?.step(work);
  expect(again?.observation.results?.[0]).toMatchObject({ content: "That was enough." });
  expect((await session.finish()).verdict).toEqual({ reward: 1, details: { most: 1 } });
});

test("tasks may be a list, and their splits are told apart", async () => {
  const definition = defineToolEnvironment({
    name: "shipped",
    version: "1",
    description: "Ships tasks.",
    task: z.object({}),
    tasks: [{ id: "a" }, { id: "b", split: "test" }],
    prompt: () => "Go.",
    state: () => ({}),
    tools: {},
    reward: () => 0,
  });
  const ids = async (query: { split?: string }): Promise<unknown[]> => {
    const found: unknown[] = [];
    for await (const { id } of definition.tasks!(query)) found.push(id);
    return found;
  };
  expect(await ids({})).toEqual(["a", "b"]);
  expect(await ids({ split: "test" })).toEqual(["b"]);
  expect(await ids({ split: "train" })).toEqual([]);
});

test("a state made of parts of the task leaves the task as it was", async () => {
  const definition = defineToolEnvironment({
    name: "shared",
    version: "1",
    description: "Gives out the task itself.",
    task: z.object({ list: z.array(z.string()) }),
    prompt: () => "Go.",
    state: ({ input }) => ({ list: input.list }),
    tools: {
      work: {
        description: "Works.",
        input: z.object({}),
        run: (_, { state }) => String(state.list.push("more")),
      },
    },
    reward: ({ task, state }) => (task.input.list.length < state.list.length ? 1 : 0),
  });
  const [task] = await createTasks([{ list: ["one"] }]);
  for (const attempt of [1, 2]) {
    await using session = await openSession({ definition, task: task! });
    const transition = await session.episode?.step(work);
    expect([attempt, transition?.observation.results?.[0]?.content]).toEqual([attempt, "2"]);
    expect((await session.finish()).verdict).toEqual({ reward: 1 });
  }
});
