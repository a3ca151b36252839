import { describe, expect, test } from "vitest";
import * as z from "zod";

import {
  type Action,
  AgentGymError,
  callAction,
  createTasks,
  defineEnvironment,
  defineTool,
  type EnvironmentDefinition,
  type EpisodeOutcome,
  InteractiveEnvironment,
  openSession,
  type Schema,
  textAction,
  type Transition,
  type UserModel,
} from "../../src/index.ts";

const anything: Schema<object> = z.looseObject({});
const words: Schema<{ readonly words: string }> = z.object({ words: z.string() });

/** A user who repeats what it heard, and leaves when it hears "bye". */
const echo: UserModel = {
  open: async () => ({ message: "Hello?" }),
  answer: async (said) =>
    said.includes("bye")
      ? { done: true, info: { heard: said } }
      : { message: `You said: ${said}`, info: { heard: said } },
};

class Counter extends InteractiveEnvironment<object> {
  protected override readonly user: UserModel;
  protected override readonly tools = [
    defineTool({
      name: "write_down",
      description: "",
      input: words,
      run: (input) => ({ content: input.words, done: input.words === "the end" }),
    }),
  ];

  constructor(
    task: ConstructorParameters<typeof InteractiveEnvironment<object>>[0],
    user: UserModel,
  ) {
    super(task);
    this.user = user;
  }

  protected override instructions(): string {
    return "Be kind.";
  }
}

function definition(user: UserModel): EnvironmentDefinition {
  return defineEnvironment<object, object>({
    name: "echo",
    version: "1",
    description: "",
    task: anything,
    create: (task) => new Counter(task, user),
  });
}

async function play(
  user: UserModel,
  ...actions: readonly Action[]
): Promise<{ transitions: Transition[]; outcome: EpisodeOutcome }> {
  const [task] = await createTasks([{}]);
  await using session = await openSession({ definition: definition(user), task: task! });
  const transitions: Transition[] = [];
  for (const action of actions) {
    const { episode } = session;
    if (episode === undefined || episode.over) break;
    // A step that fails is told by the outcome.
    await episode.step(action).then(
      (transition) => transitions.push(transition),
      () => {},
    );
  }
  return { transitions, outcome: await session.finish() };
}

describe("an interactive environment", () => {
  test("begins with the user's words, its instructions and its tools", async () => {
    const [task] = await createTasks([{}]);
    await using session = await openSession({ definition: definition(echo), task: task! });
    expect(session.episode?.start).toMatchObject({
      observation: { message: "Hello?" },
      instructions: "Be kind.",
      tools: [{ name: "write_down" }],
    });
  });

  test("lets the user answer an action without calls, and tools one with calls", async () => {
    const { transitions } = await play(
      echo,
      callAction({ name: "write_down", arguments: { words: "noted" } }),
      textAction("Done."),
    );
    expect(transitions.map(({ observation }) => observation)).toEqual([
      { results: [{ callId: "call_1", name: "write_down", content: "noted" }] },
      { message: "You said: Done." },
    ]);
  });

  test("lets the user hear what was written beside calls, once", async () => {
    const { transitions } = await play(
      echo,
      {
        ...callAction({ name: "write_down", arguments: { words: "x" } }),
        text: "One moment.",
      },
      textAction("There."),
      textAction("And?"),
    );
    expect(transitions[1]?.info).toEqual({ heard: "One moment.\n\nThere." });
    expect(transitions[2]?.info).toEqual({ heard: "And?" });
  });

  test("ends when the user leaves, or a tool ends it", async () => {
    const left = await play(echo, textAction("bye"), textAction("more"));
    expect(left.transitions).toHaveLength(1);
    expect(left.outcome.ending).toEqual({ status: "completed" });
    const ended = await play(
      echo,
      callAction({ name: "write_down", arguments: { words: "the end" } }),
      textAction("more"),
    );
    expect(ended.transitions).toHaveLength(1);
    expect(ended.outcome.ending).toEqual({ status: "completed" });
  });

  test("a user that breaks ends the episode at the boundary that its error names", async () => {
    const broken: UserModel = {
      open: echo.open,
      answer: async () => {
        throw new AgentGymError({ code: "simulator", message: "Gone mad.", boundary: "user" });
      },
    };
    const { outcome } = await play(broken, textAction("Hello."));
    expect(outcome.ending).toMatchObject({ status: "error", boundary: "user", code: "simulator" });
    expect(outcome.verdict.reward).toBeNull();
  });
});
