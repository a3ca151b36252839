import {
  createTasks,
  defineEnvironment,
  type EnvironmentDefinition,
  type JsonObject,
  nopAgent,
  oracleAgent,
  ProviderError,
  scriptAgent,
  StaticEnvironment,
  type Task,
  type AgentDefinition,
  type AnyTool,
  callAction,
  defineTool,
  type Schema,
  textAction,
  type TypedTask,
} from "@agent-gym/core";
import { scriptedModel } from "@agent-gym/core/testing";
import { runEpisode } from "@agent-gym/runner";
import { expect, test } from "vitest";
import * as z from "zod";

import {
  type ProofResult,
  synthesizeTasks,
  type TaskProposal,
  type ValidateTask,
} from "../../src/index.ts";

interface Puzzle {
  readonly question: string;
  /** What the agent must submit. */
  readonly accepts: readonly string[];
  readonly solution: string;
  /** Accepts only so often: what a clock or a network would do. */
  readonly flaky?: boolean;
}

const puzzle: Schema<Puzzle> = z.looseObject({
  question: z.string().min(1),
  accepts: z.array(z.string()).min(1),
  solution: z.string(),
  flaky: z.boolean().exactOptional(),
});

let graded = 0;

class PuzzleEnvironment extends StaticEnvironment<Puzzle, string> {
  submitted: string = "";
  protected override readonly tools: readonly AnyTool<this>[] = [
    defineTool({
      name: "submit",
      description: "Submits the answer.",
      input: z.object({ answer: z.string() }) as Schema<{ readonly answer: string }>,
      run: ({ answer }) => {
        this.submitted = answer;
        return { content: "Taken.", done: true };
      },
    }),
  ];

  constructor(task: TypedTask<Puzzle>) {
    super(task);
    this.evidence = async () => ({ data: this.submitted });
  }

  protected override prompt(): string {
    return this.task.input.question;
  }
}

/** Puzzles whose tasks bring their own checks: as real environments' tasks do, right or wrong. */
const puzzles: EnvironmentDefinition = defineEnvironment<Puzzle, Record<string, never>, string>({
  name: "puzzle",
  version: "1",
  description: "Answer a question.",
  task: puzzle,
  create: (task) => new PuzzleEnvironment(task),
  grade: ({ task, evidence: { data } }) => {
    graded += 1;
    const accepted = task.input.accepts.includes(data);
    return { reward: accepted && !(task.input.flaky === true && graded % 2 === 0) ? 1 : 0 };
  },
  scripts: (task) => ({
    *solution() {
      yield callAction({ name: "submit", arguments: { answer: task.input.solution } });
      yield textAction("Done.");
    },
    cheats: {
      *echo() {
        yield callAction({ name: "submit", arguments: { answer: task.input.question } });
        yield textAction("Done.");
      },
    },
  }),
});

/** Plays each script, as a validator does. */
const validate: ValidateTask = async (task) => {
  const play = async (agent: AgentDefinition): Promise<number | null> =>
    (await runEpisode({ definition: puzzles, task, agent })).verdict.reward;
  const probe = async (
    name: string,
    agent: AgentDefinition,
    expected: number,
  ): Promise<ProofResult> => {
    const found = await play(agent);
    return {
      probe: name,
      passed: found === null ? null : found === expected,
      why: `expected ${expected}, found ${found}`,
    };
  };
  return [
    await probe("solution", oracleAgent, 1),
    await probe("repeat", oracleAgent, 1),
    await probe("nothing", nopAgent, 0),
    await probe("cheat:echo", scriptAgent("cheat", "echo"), 0),
  ];
};

const subjects = [
  "How many legs has a spider that lost one?",
  "Which month has the fewest days of them all?",
  "Name the colour that blue and yellow paint make together.",
  "What is the square root of one hundred and forty-four?",
  "Write the third prime number after eleven.",
  "Which planet is nearest to the sun?",
  "Reverse the word stressed and submit what comes out.",
  "How many sides do two hexagons have in sum?",
  "Give the chemical symbol that stands for iron.",
  "What does seven times eight come to?",
  "Which letter follows the letter after q?",
  "Tell the capital city on the river Seine.",
  "How many minutes are three quarters of an hour?",
];

function good(index: number): JsonObject {
  return {
    question: subjects[index] ?? "",
    accepts: [`answer-${index}`],
    solution: `answer-${index}`,
  };
}

async function seeds(): Promise<readonly Task[]> {
  return createTasks([
    { id: "seed", question: "What is two and two, as a digit?", accepts: ["4"], solution: "4" },
  ]);
}

test("of twenty proposals exactly the twelve that are proven are accepted, the others with the reason", async () => {
  graded = 0;
  const proposals: readonly (readonly [expected: string | undefined, content: string])[] = [
    ...Array.from({ length: 6 }, (_, index) => [undefined, JSON.stringify(good(index))] as const),
    // Unsolvable: its own solution is not what it accepts.
    ["failed-solution", JSON.stringify({ ...good(12), solution: "something else" })],
    // Free: doing nothing is accepted.
    [
      "failed-nothing",
      JSON.stringify({
        question: "Do as you like with this one.",
        accepts: ["", "x"],
        solution: "x",
      }),
    ],
    // Cheatable: repeating the question is accepted.
    [
      "failed-cheat",
      JSON.stringify({
        question: "Say the magic word.",
        accepts: ["please", "Say the magic word."],
        solution: "please",
      }),
    ],
    // Flaky: the same solution passes only now and then.
    [
      "failed-repeat",
      JSON.stringify({
        question: "Guess whether the coin shows heads.",
        accepts: ["heads"],
        solution: "heads",
        flaky: true,
      }),
    ],
    // Duplicates: of an accepted one, word for word but one, and of the seed.
    [
      "near-duplicate",
      JSON.stringify({ ...good(1), question: "Which month has the fewest days of all?" }),
    ],
    [
      "near-duplicate",
      JSON.stringify({
        question: "What is two and two, as a digit?",
        accepts: ["4"],
        solution: "4",
      }),
    ],
    ["invalid", JSON.stringify({ question: "", accepts: [], solution: "x" })],
    ["unreadable", "I would rather not."],
    ...Array.from(
      { length: 6 },
      (_, index) =>
        [undefined, `Here:\n\`\`\`json\n${JSON.stringify(good(index + 6))}\n\`\`\``] as const,
    ),
  ];
  const told: TaskProposal[] = [];
  const {
    tasks,
    proposals: decided,
    usage,
  } = await synthesizeTasks({
    definition: puzzles,
    model: scriptedModel(
      proposals.map(([, content]) => content),
      { id: "teacher" },
    ),
    proposals: 20,
    seeds: await seeds(),
    tags: ["counting", "words"],
    personas: ["a teacher", "a child"],
    validate,
    onProposal: (proposal) => told.push(proposal),
  });
  expect(decided.map(({ code }) => code)).toEqual(proposals.map(([expected]) => expected));
  expect(tasks).toHaveLength(12);
  expect(
    decided.filter(({ accepted }) => !accepted).every(({ reason = "" }) => reason !== ""),
  ).toBe(true);
  expect(told).toEqual(decided);
  expect(usage.outputTokens).toBe(100);
  expect(tasks[0]?.source).toBe("written by teacher");
  // Tags are asked for in turns, so that none is left out.
  const counting = tasks.filter((task) => task.tags.includes("counting")).length;
  expect(counting).toBe(6);
});

test("the request has the schema, an example, a persona and a tag", async () => {
  const model = scriptedModel([JSON.stringify(good(0))]);
  await synthesizeTasks({
    definition: puzzles,
    model,
    proposals: 1,
    seeds: await seeds(),
    personas: ["a night watchman"],
    tags: ["arithmetic"],
    language: "zh",
    validate,
  });
  const asked = JSON.stringify(model.requests[0]?.messages);
  for (const part of [
    "accepts",
    "two and two",
    "a night watchman",
    "arithmetic",
    "zh",
    "reference solution",
  ]) {
    expect(asked).toContain(part);
  }
});

test("a task that nobody could prove is not accepted", async () => {
  const unknown: ValidateTask = async () => [
    { probe: "solution", passed: true },
    { probe: "nothing", passed: null, why: "the sandbox died" },
  ];
  const silent: ValidateTask = async () => [];
  for (const [prove, code] of [
    [unknown, "unknown-nothing"],
    [silent, "unproven"],
  ] as const) {
    const { proposals } = await synthesizeTasks({
      definition: puzzles,
      model: scriptedModel([JSON.stringify(good(0))]),
      proposals: 1,
      seeds: await seeds(),
      validate: prove,
    });
    expect(proposals[0]).toMatchObject({ accepted: false, code });
  }
});

test("half a character in a proposal stops nothing", async () => {
  const model = scriptedModel([JSON.stringify({ ...good(3), hint: "\ud83d" })]);
  const { tasks } = await synthesizeTasks({
    definition: puzzles,
    model,
    proposals: 1,
    seeds: await seeds(),
    validate,
  });
  expect(tasks.map(({ data }) => data["hint"])).toEqual(["\ufffd"]);
});

test("only tasks within a band of pass rates, and no more than are wanted", async () => {
  const rates = [1, 0.5, null, 0.4];
  const { tasks, proposals } = await synthesizeTasks({
    definition: puzzles,
    model: scriptedModel(rates.map((_, index) => JSON.stringify(good(index)))),
    proposals: 10,
    accepted: 2,
    seeds: await seeds(),
    validate,
    passRate: { of: async () => rates.shift() ?? null, least: 0.1, most: 0.9 },
  });
  expect(proposals.map(({ code }) => code)).toEqual([
    "pass-rate",
    undefined,
    "pass-rate",
    undefined,
  ]);
  expect(tasks).toHaveLength(2);
});

test("what the endpoint throws comes out, and what was decided was told before", async () => {
  const told: TaskProposal[] = [];
  const error = new ProviderError({ code: "server", message: "it is down" });
  await expect(
    synthesizeTasks({
      definition: puzzles,
      model: scriptedModel([JSON.stringify(good(0)), error]),
      proposals: 3,
      seeds: await seeds(),
      validate,
      onProposal: (proposal) => told.push(proposal),
    }),
  ).rejects.toThrow("it is down");
  expect(told).toHaveLength(1);
});
