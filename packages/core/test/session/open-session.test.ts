import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import {
  type Action,
  callAction,
  contentText,
  createTasks,
  defineEnvironment,
  type Environment,
  type EnvironmentDefinition,
  type EnvironmentSpecification,
  EpisodeOverError,
  foldTranscript,
  openSession,
  ProviderError,
  type Schema,
  type Session,
  type SessionOptions,
  textAction,
  type TrajectoryEvent,
  VerifierError,
} from "../../src/index.ts";
import { counterEnvironment, fakeSandboxes, scriptedModel } from "../../src/testing/index.ts";

const anything: Schema<object> = z.looseObject({});

type Overrides = Partial<Environment> &
  Partial<Pick<EnvironmentSpecification<object, object, never>, "grade" | "create">>;

/** An environment of one tool, `say`, whose parts a test can replace. */
function environment({ grade, create, ...overrides }: Overrides = {}): EnvironmentDefinition {
  return defineEnvironment<object, object, never>({
    name: "parts",
    version: "2",
    description: "",
    task: anything,
    create:
      create ??
      (() =>
        ({
          reset: async () => ({
            observation: { message: "Begin." },
            tools: [{ name: "say", description: "", parameters: { type: "object" } }],
          }),
          step: async (action: Action) => ({
            observation: {
              results: action.calls.map(({ id, name }) => ({ callId: id, name, content: "ok" })),
            },
            terminated: action.calls.length === 0,
          }),
          close: async () => {},
          ...overrides,
        }) as Environment<never>),
    grade: grade ?? (() => ({ reward: 1 })),
  });
}

async function open(
  definition: EnvironmentDefinition,
  options: Partial<SessionOptions> & { readonly data?: Record<string, string | number> } = {},
): Promise<{ session: Session; events: TrajectoryEvent[] }> {
  const { data = { target: 3 }, ...rest } = options;
  const [task] = await createTasks([data]);
  const events: TrajectoryEvent[] = [];
  const session = await openSession({
    definition,
    task: task as NonNullable<typeof task>,
    emit: (event) => void events.push(structuredClone(event)),
    ...rest,
  });
  return { session, events };
}

function episodeOf(session: Session): NonNullable<Session["episode"]> {
  if (session.episode === undefined) throw new Error("The environment did not start.");
  return session.episode;
}

const say = callAction({ name: "say", arguments: {} });
const ask = { messages: [{ role: "user", content: "?" }] } as const;

describe("a whole episode", () => {
  test("is recorded as it happens, and its events fold into its transcript", async () => {
    const { session, events } = await open(counterEnvironment);
    const episode = episodeOf(session);
    await episode.step(callAction({ name: "add", arguments: { amount: 3 } }));
    expect(episode.over).toBe(false);
    await episode.step(textAction("Done."));
    expect(episode.over).toBe(true);
    const outcome = await session.finish();

    expect(outcome).toMatchObject({
      ending: { status: "completed" },
      verdict: { reward: 1 },
      success: true,
      turns: 2,
      toolCalls: 1,
      leaked: [],
    });
    expect(events.map(({ type }) => type)).toEqual([
      "episode-start",
      "reset",
      "action",
      "step",
      "action",
      "step",
      "ending",
      "evidence",
      "verdict",
      "episode-end",
    ]);
    expect(foldTranscript(events)).toEqual(episode.transcript);
  });

  test("is finished once, however often that is asked for", async () => {
    let graded = 0;
    const { session } = await open(environment({ grade: () => ({ reward: ((graded += 1), 1) }) }));
    const [first, second] = await Promise.all([session.finish(), session.finish()]);
    await session[Symbol.asyncDispose]();
    expect(first).toBe(second);
    expect(graded).toBe(1);
  });

  test("takes no step after its end", async () => {
    const { session } = await open(environment());
    const episode = episodeOf(session);
    await episode.step(textAction("Done."));
    await expect(episode.step(say)).rejects.toSatisfy(EpisodeOverError.isInstance);
    expect((await session.finish()).turns).toBe(1);
  });

  test("closes its environment before it grades", async () => {
    const order: string[] = [];
    const { session } = await open(
      environment({
        evidence: async () => ({ data: (order.push("evidence"), null) }),
        close: async () => void order.push("close"),
        grade: () => ({ reward: (order.push("grade"), 0) }),
      }),
    );
    await session.finish();
    expect(order).toEqual(["evidence", "close", "grade"]);
  });
});

describe("calls that can't be executed are answered by the session", () => {
  test("unknown, invalid and unreadable ones, while the valid ones run", async () => {
    const { session } = await open(counterEnvironment);
    const { observation } = await episodeOf(session).step({
      text: "",
      calls: [
        { id: "a", name: "subtract", arguments: {}, source: "" },
        { id: "b", name: "add", arguments: { amount: 2 }, source: "" },
        { id: "c", name: "add", arguments: { amount: "2" }, source: "" },
      ],
      malformed: [{ id: "d", name: "add", source: '{"name": "add"', problem: "it is cut off" }],
    });
    expect(observation.results?.map(({ callId, isError = false }) => [callId, isError])).toEqual([
      ["a", true],
      ["b", false],
      ["c", true],
      ["d", true],
    ]);
    expect(observation.results?.map(({ content }) => contentText(content)).join("\n"))
      .toMatchInlineSnapshot(`
      "There is no tool "subtract". The tools are: add.
      The counter is at 2.
      The call of add was not run, its arguments are invalid: amount: Instance type "string" is invalid. Expected "integer".
      The call could not be read and was not run: it is cut off"
    `);
    expect(await session.finish()).toMatchObject({ toolCalls: 1, turns: 1 });
  });

  test("an unreadable call is never taken for a last word", async () => {
    const { session } = await open(counterEnvironment);
    const episode = episodeOf(session);
    await episode.step({
      text: "",
      calls: [],
      malformed: [{ id: "1", source: "<tool_call>{", problem: "it is cut off" }],
    });
    expect(episode.over).toBe(false);
  });

  test("a reply that was cut off without a call is asked for again, in the task's language", async () => {
    const { session } = await open(counterEnvironment, { data: { target: 1, language: "zh" } });
    const episode = episodeOf(session);
    const { observation } = await episode.step({ ...textAction("我想"), incomplete: true });
    expect(observation.message).toMatch(/截断/);
    expect(episode.over).toBe(false);
  });

  test("of two calls with one id the second is not run", async () => {
    const { session } = await open(counterEnvironment);
    const call = { id: "x", name: "add", arguments: { amount: 1 }, source: "" };
    const { observation } = await episodeOf(session).step({
      text: "",
      calls: [call, call],
      malformed: [],
    });
    expect(observation.results).toHaveLength(1);
    expect(observation.results?.[0]?.content).toBe("The counter is at 1.");
  });
});

describe("limits end the episode, and it is still graded", () => {
  test("turns", async () => {
    const { session } = await open(environment(), { limits: { turns: 2 } });
    const episode = episodeOf(session);
    await episode.step(say);
    expect(episode.over).toBe(false);
    await episode.step(say);
    expect(await session.finish()).toMatchObject({
      ending: { status: "limit", limit: "turns" },
      verdict: { reward: 1 },
    });
  });

  test("tool calls: the action that would go beyond is not run", async () => {
    const { session } = await open(counterEnvironment, { limits: { toolCalls: 1 } });
    const add = { name: "add", arguments: { amount: 3 } };
    await expect(episodeOf(session).step(callAction(add, add))).rejects.toSatisfy(
      EpisodeOverError.isInstance,
    );
    expect(await session.finish()).toMatchObject({
      ending: { status: "limit", limit: "tool-calls" },
      verdict: { reward: 0, details: { found: 0 } },
    });
  });

  test("tokens and cost", async () => {
    for (const limits of [{ tokens: 30 }, { cost: 0.2 }]) {
      const usage = {
        inputTokens: 10,
        cachedTokens: 0,
        outputTokens: 5,
        reasoningTokens: 0,
        cost: 0.1,
      };
      const model = scriptedModel(() => ({ message: { content: "" }, usage }));
      const { session } = await open(environment(), { limits, model: () => model });
      const { model: metered, signal } = episodeOf(session);
      await metered("agent").complete(ask, { signal });
      await expect(metered("agent").complete(ask, { signal })).rejects.toSatisfy(
        EpisodeOverError.isInstance,
      );
      const { ending, usage: byRole } = await session.finish();
      expect(ending).toMatchObject({ status: "limit", limit: Object.keys(limits)[0] });
      expect(byRole["agent"]).toMatchObject({ inputTokens: 20, outputTokens: 10, cost: 0.2 });
    }
  });

  test("wall time stops a step that is under way", async () => {
    const { session } = await open(
      environment({
        step: async (_action, { signal }) => {
          await sleep(60_000, undefined, { signal });
          return { observation: {} };
        },
      }),
      { limits: { wallMs: 50 } },
    );
    await expect(episodeOf(session).step(say)).rejects.toSatisfy(EpisodeOverError.isInstance);
    expect(await session.finish()).toMatchObject({
      ending: { status: "limit", limit: "wall-time" },
      verdict: { reward: 1 },
    });
  });

  test("working time does not count what was spent in a queue", async () => {
    const slow = scriptedModel(() => ({
      message: { content: "" },
      milliseconds: { queued: 10_000, firstToken: 0, total: 0 },
    }));
    const { session } = await open(environment(), { limits: { workingMs: 40 }, model: () => slow });
    const { model, signal } = episodeOf(session);
    await model("agent").complete(ask, { signal });
    await sleep(80);
    expect(session.ending).toBeUndefined();
    await session.finish();
  });

  test("a prompt that outgrew the model's context is a limit, not an error", async () => {
    const error = new ProviderError({ code: "context-length", message: "too long" });
    const { session } = await open(environment(), { model: () => scriptedModel([error]) });
    const { model, signal } = episodeOf(session);
    await expect(model("agent").complete(ask, { signal })).rejects.toThrow("too long");
    expect(await session.finish()).toMatchObject({
      ending: { status: "limit", limit: "context" },
      verdict: { reward: 1 },
    });
  });

  test("a call that the run has no money for cancels the episode, and the rest is owed", async () => {
    const error = new ProviderError({ code: "budget", message: "spent" });
    expect(error).toMatchObject({ retryable: false, fatal: true });
    const { session } = await open(environment(), { model: () => scriptedModel([error]) });
    const { model, signal } = episodeOf(session);
    await expect(model("agent").complete(ask, { signal })).rejects.toThrow("spent");
    expect(await session.finish()).toMatchObject({
      ending: { status: "cancelled" },
      verdict: { reward: null },
    });
  });

  test("an environment may cut an episode off itself", async () => {
    const { session } = await open(
      environment({ step: async () => ({ observation: {}, truncated: true }) }),
    );
    await episodeOf(session).step(textAction(""));
    expect(session.ending).toEqual({ status: "limit", limit: "environment" });
    await session.finish();
  });
});

describe("an error is set down where it rises", () => {
  test("in the model's endpoint, even if the agent swallows it", async () => {
    const error = new ProviderError({ code: "server", message: "500" });
    const { session, events } = await open(environment(), { model: () => scriptedModel([error]) });
    const episode = episodeOf(session);
    await episode
      .model("agent")
      .complete(ask, { signal: episode.signal })
      .catch(() => {});
    await expect(episode.step(textAction("I am done"))).rejects.toSatisfy(
      EpisodeOverError.isInstance,
    );
    expect(await session.finish()).toMatchObject({
      ending: { status: "error", boundary: "provider", code: "server" },
      verdict: { reward: null, boundary: "provider", reason: "500" },
      success: false,
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: "model-call", error: { code: "server", message: "500" } }),
    );
  });

  test("in the agent: it is graded for what it did", async () => {
    const { session } = await open(environment());
    session.fail(new Error("index out of range"));
    expect(await session.finish()).toMatchObject({
      ending: { status: "error", boundary: "agent", code: "crash" },
      verdict: { reward: 1 },
    });
  });

  test.each([
    ["throws", { step: () => Promise.reject(new Error("boom")) }, "crash"],
    ["leaves a call unanswered", { step: async () => ({ observation: {} }) }, "broken-contract"],
    [
      "gives a reward that is no number",
      { step: async () => ({ observation: {}, terminated: true, reward: NaN }) },
      "broken-contract",
    ],
  ] as const)("in an environment that %s", async (_, overrides, code) => {
    const { session } = await open(environment(overrides));
    await expect(episodeOf(session).step(say)).rejects.toSatisfy(EpisodeOverError.isInstance);
    expect(await session.finish()).toMatchObject({
      ending: { status: "error", boundary: "environment", code },
      verdict: { reward: null, boundary: "environment" },
    });
  });

  test("in an environment that does not start", async () => {
    const { session } = await open(
      environment({
        create: () => {
          throw new Error("no such table");
        },
      }),
    );
    expect(session.episode).toBeUndefined();
    const told = expect.stringMatching(
      /^no such table \(open-session\.test\.ts:\d+:\d+\)$/,
    ) as string;
    expect(await session.finish()).toMatchObject({
      ending: { status: "error", boundary: "environment", message: told },
      verdict: { reward: null, reason: told },
    });
  });

  test("in a reset that hangs", async () => {
    let closed = 0;
    const { session } = await open(
      environment({ reset: () => new Promise(() => {}), close: async () => void (closed += 1) }),
      { timeouts: { reset: 30 } },
    );
    expect(await session.finish()).toMatchObject({
      ending: { status: "error", boundary: "environment", code: "timeout" },
    });
    expect(closed).toBe(1);
  });

  test("in a step that hangs and does not heed its signal", { timeout: 30_000 }, async () => {
    const { session } = await open(environment({ step: () => new Promise(() => {}) }), {
      timeouts: { step: 30 },
    });
    await expect(episodeOf(session).step(say)).rejects.toThrow("over");
    expect(session.ending).toMatchObject({ boundary: "environment", code: "timeout" });
    expect((await session.finish()).verdict).toMatchObject({ reward: null });
  });

  test("a second step while one is under way is refused, and changes nothing", async () => {
    const { session } = await open(counterEnvironment);
    const episode = episodeOf(session);
    const first = episode.step(callAction({ name: "add", arguments: { amount: 1 } }));
    await expect(episode.step(textAction("Done."))).rejects.toThrow("await each step");
    expect((await first).observation.results?.[0]?.content).toBe("The counter is at 1.");
    expect(episode.over).toBe(false);
    await session.finish();
  });
});

describe("what can't be judged is null, never zero", () => {
  test.each([
    ["a grader that throws", () => Promise.reject(new Error("oops")), "oops"],
    [
      "a verifier that crashed",
      () => Promise.reject(new VerifierError("exit code 1", { details: { stderr: "Traceback" } })),
      "exit code 1",
    ],
    ["a reward out of range", () => ({ reward: 7 }), "outside of its range"],
    ["a reward that is no number", () => ({ reward: NaN }), "outside of its range"],
    ["a grader that hangs", () => new Promise<never>(() => {}), "took longer"],
  ])("%s", async (_, grade, reason) => {
    const { session } = await open(environment({ grade }), { timeouts: { grade: 40 } });
    const { ending, verdict } = await session.finish();
    expect(ending).toEqual({ status: "completed" });
    expect(verdict).toMatchObject({ reward: null, boundary: "verifier" });
    expect("reason" in verdict && verdict.reason).toContain(reason);
  });

  test("a score that is no number is told as the record will hold it: as one that nobody knows", async () => {
    const grade = () => ({
      reward: 1,
      scores: { steps: NaN, calls: 2 },
      details: { at: Infinity },
    });
    const { session } = await open(environment({ grade }));
    expect((await session.finish()).verdict).toEqual({
      reward: 1,
      scores: { steps: null, calls: 2 },
      details: { at: null },
    });
  });

  test("evidence that can't be taken leaves the ending as it was", async () => {
    const { session } = await open(
      environment({ evidence: () => Promise.reject(new Error("disk gone")) }),
    );
    expect(await session.finish()).toMatchObject({
      ending: { status: "completed" },
      verdict: {
        reward: null,
        boundary: "environment",
        reason: expect.stringMatching(/^disk gone \(open-session/) as string,
      },
    });
  });

  test("a cancelled episode is not graded", async () => {
    const controller = new AbortController();
    let graded = 0;
    const { session } = await open(environment({ grade: () => ({ reward: (graded += 1) }) }), {
      signal: controller.signal,
    });
    controller.abort();
    expect(await session.finish()).toMatchObject({
      ending: { status: "cancelled" },
      verdict: { reward: null, boundary: "harness" },
    });
    expect(graded).toBe(0);
  });
});

describe("nothing is left behind", () => {
  test("a sandbox that the environment forgot is swept, and reported", async () => {
    const sandboxes = fakeSandboxes();
    const { session, events } = await open(
      environment({
        create: async (_task, _options, context) => {
          await context.sandboxes.create({});
          throw new Error("after the sandbox");
        },
      }),
      { sandboxes },
    );
    const { leaked } = await session.finish();
    expect(leaked).toEqual(["fake-1"]);
    expect(sandboxes.open.size).toBe(0);
    expect(events.at(-1)).toEqual({ type: "episode-end", leaked: ["fake-1"] });
  });

  test("a forgotten sandbox is gone before the episode is graded, and so is one of the grader's", async () => {
    const sandboxes = fakeSandboxes();
    let openAtGrading = -1;
    const { session } = await open(
      environment({
        create: async (_task, _options, context) => {
          await context.sandboxes.create({});
          return {
            reset: async () => ({ observation: {}, tools: [] }),
            step: async () => ({ observation: {} }),
            close: async () => {},
          };
        },
        grade: async (_input, _options, context) => {
          openAtGrading = sandboxes.open.size;
          await context.sandboxes.create({});
          return { reward: 1 };
        },
      }),
      { sandboxes },
    );
    expect(await session.finish()).toMatchObject({ leaked: ["fake-1", "fake-2"] });
    expect(openAtGrading).toBe(0);
    expect(sandboxes.open.size).toBe(0);
  });

  test("a close that throws is noted and harms nothing", async () => {
    const { session, events } = await open(
      environment({ close: () => Promise.reject(new Error("stuck")) }),
    );
    expect((await session.finish()).verdict.reward).toBe(1);
    expect(events).toContainEqual({
      type: "note",
      kind: "close-failed",
      data: { message: "stuck" },
    });
  });

  test("disposing of a session cancels it", async () => {
    const { session } = await open(environment());
    const { signal } = episodeOf(session);
    await session[Symbol.asyncDispose]();
    expect(session.ending).toEqual({ status: "cancelled" });
    expect(signal.aborted).toBe(true);
  });
});

describe("model calls", () => {
  test("hold each message of the record once", async () => {
    const scripted = scriptedModel(["one", "two"]);
    const { session, events } = await open(environment(), { model: () => scripted });
    const { model, signal } = episodeOf(session);
    const first = await model("agent").complete(ask, { signal });
    await model("agent").complete(
      { messages: [...ask.messages, first.message, { role: "user", content: "more" }] },
      { signal },
    );
    await session.finish();
    const pool = events.flatMap((event) =>
      event.type === "message" ? [event.message.content] : [],
    );
    expect(pool).toEqual(["?", "one", "more", "two"]);
    const calls = events.flatMap((event) => (event.type === "model-call" ? [event] : []));
    expect(calls.map(({ prompt, response, ordinal }) => ({ prompt, response, ordinal }))).toEqual([
      { prompt: [0], response: 1, ordinal: 0 },
      { prompt: [[0, 3]], response: 3, ordinal: 1 },
    ]);
  });

  test("an action's own words are kept as the number of the message", async () => {
    const { session, events } = await open(environment(), {
      model: () => scriptedModel(["hello"]),
    });
    const episode = episodeOf(session);
    const { message } = await episode.model("agent").complete(ask, { signal: episode.signal });
    await episode.step({ ...textAction("hello"), raw: message });
    await session.finish();
    expect(events.find(({ type }) => type === "action")).toMatchObject({ action: { raw: 1 } });
    expect(foldTranscript(events)?.turns[1]).toMatchObject({ action: { raw: message } });
  });

  test("a role without a model says so", async () => {
    const { session } = await open(environment());
    expect(() => episodeOf(session).model("judge")).toThrow('No model plays the role "judge"');
    await session.finish();
  });

  test.each(["environment", "agent", "grader"])(
    "a role without a model is no fault of the %s that asks for it",
    async (who) => {
      const askForModel = (context: { readonly model: (role: string) => unknown }): never => {
        context.model("judge");
        throw new Error("unreachable");
      };
      const { session } = await open(
        environment({
          ...(who === "environment"
            ? { create: (_task, _options, context) => askForModel(context) }
            : {}),
          ...(who === "grader"
            ? { grade: (_input, _options, context) => askForModel(context) }
            : {}),
        }),
      );
      if (who === "agent") {
        try {
          askForModel(episodeOf(session));
        } catch (error) {
          session.fail(error);
        }
      }
      const { ending, verdict } = await session.finish();
      expect(verdict).toMatchObject({ reward: null, boundary: "harness" });
      if (who !== "grader") {
        expect(ending).toMatchObject({ boundary: "harness", code: "missing-model" });
      }
    },
  );

  test("a grader's calls are counted, after the end", async () => {
    const { session } = await open(
      environment({
        grade: async (_input, _options, { model, signal }) => {
          const { message } = await model("judge").complete(ask, { signal });
          return { reward: message.content === "yes" ? 1 : 0 };
        },
      }),
      { model: () => scriptedModel(["yes"]) },
    );
    const { verdict, usage } = await session.finish();
    expect(verdict.reward).toBe(1);
    expect(usage["judge"]?.inputTokens).toBe(10);
  });
});

test("a record that can't be written ends the episode, and the error comes out", async () => {
  let written = 0;
  const sandboxes = fakeSandboxes();
  const { session } = await open(environment(), {
    sandboxes,
    emit: () => {
      written += 1;
      if (written > 2) throw new Error("ENOSPC");
    },
  });
  await expect(episodeOf(session).step(say)).rejects.toThrow("over");
  await expect(session.finish()).rejects.toThrow("ENOSPC");
});

test("a task without the script that was asked for is refused before anything starts", async () => {
  await expect(open(environment(), { script: "solution" })).rejects.toThrow(
    /no reference solution/,
  );
});

test("a collected file may have any name", async () => {
  const { session, events } = await open(
    environment({
      evidence: async () => ({
        data: null,
        files: Object.fromEntries([
          ["__proto__", { data: "a" }],
          ["constructor", { link: "b" }],
        ]),
      }),
    }),
  );
  await session.finish();
  const event = events.find(({ type }) => type === "evidence");
  expect(Object.keys(event?.type === "evidence" ? event.files : {})).toEqual([
    "__proto__",
    "constructor",
  ]);
});

describe("what an agent's own code hands over is its own fault", () => {
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;
  const call = (args: unknown) => ({
    text: "",
    calls: [{ id: "1", name: "say", arguments: args, source: "" }],
    malformed: [],
  });

  test.each([
    ["no action at all", {}],
    ["an action without calls", { text: "x" }],
    ["arguments that hold themselves", call(cyclic)],
    ["arguments that JSON can't say", call({ n: 1n })],
    ["arguments that are no object", call("ls")],
    ["null", null],
  ])("%s", async (_, action) => {
    const { session, events } = await open(environment());
    await expect(episodeOf(session).step(action as never)).rejects.toSatisfy(
      EpisodeOverError.isInstance,
    );
    expect(await session.finish()).toMatchObject({
      ending: { status: "error", boundary: "agent", code: "malformed-action" },
      verdict: { reward: 1 },
    });
    expect(events.some(({ type }) => type === "action")).toBe(false);
  });

  test.each([
    ["a message that is no text", Object.assign(new Error("x"), { message: 1n })],
    [
      "nothing that can be looked at",
      new Proxy(
        {},
        {
          get: () => {
            throw new Error("gotcha");
          },
          getPrototypeOf: () => {
            throw new Error("gotcha");
          },
        },
      ),
    ],
  ])("an error with %s", async (_, error) => {
    const { session } = await open(environment());
    session.fail(error);
    expect(await session.finish()).toMatchObject({
      ending: { status: "error", boundary: "agent", code: "crash" },
      verdict: { reward: 1 },
    });
  });
});
