import { describe, expect, test } from "vitest";
import * as z from "zod";

import {
  callAction,
  createTasks,
  defineEnvironment,
  digestBytes,
  type EnvironmentDefinition,
  type EnvironmentSpecification,
  gradeRecord,
  openSession,
  type Schema,
  type Task,
  textAction,
  type TrajectoryEvent,
} from "../../src/index.ts";
import { counterEnvironment, fakeSandboxes, scriptedModel } from "../../src/testing/index.ts";

const anything: Schema<object> = z.looseObject({});
const tools = [
  { name: "say", description: "", parameters: { type: "object", required: ["what"] } },
] as const;

type Grade = NonNullable<
  EnvironmentSpecification<object, object, { readonly said: number }>["grade"]
>;

/** Leaves a file, an empty folder, a link and a number behind, and tells its grader's part. */
function environment(grade: Grade): EnvironmentDefinition {
  return defineEnvironment<object, object, { readonly said: number }>({
    name: "leaving",
    version: "3",
    description: "",
    task: anything,
    create: () => {
      let said = 0;
      return {
        reset: async () => ({ observation: { message: "Begin." }, tools }),
        step: async ({ calls }) => {
          said += calls.length;
          return {
            observation: {
              results: calls.map(({ id, name }) => ({ callId: id, name, content: "ok" })),
            },
            ...(said === 1 ? { reward: 0.5 } : {}),
            terminated: calls.length === 0,
          };
        },
        evidence: async () => ({
          data: { said },
          files: {
            "a.txt": { data: "content", mode: 0o600 },
            empty: { directory: true },
            link: { link: "a.txt" },
          },
        }),
        close: async () => {},
      };
    },
    grade,
  });
}

interface Recorded {
  readonly task: Task;
  readonly events: readonly TrajectoryEvent[];
  readonly readFile: (digest: string) => Promise<Uint8Array>;
}

async function record(definition: EnvironmentDefinition, how?: "cancel"): Promise<Recorded> {
  const [task] = await createTasks([{ id: "one" }]);
  if (task === undefined) throw new Error("no task");
  const events: TrajectoryEvent[] = [];
  const files = new Map<string, Uint8Array>();
  const controller = new AbortController();
  await using session = await openSession({
    definition,
    task,
    seed: 7,
    sandboxes: fakeSandboxes(),
    emit: (event) => void events.push(JSON.parse(JSON.stringify(event)) as TrajectoryEvent),
    storeFile: async (data) => {
      const digest = await digestBytes(data);
      files.set(digest, data);
      return digest;
    },
    signal: controller.signal,
  });
  const { episode } = session;
  if (episode === undefined) throw new Error("no episode");
  await episode.step(callAction({ name: "say", arguments: { what: "a" } }));
  // Answered by the session itself: an unknown tool, invalid arguments, a reply that was cut off.
  await episode.step(callAction({ name: "shout", arguments: {} }));
  await episode.step(callAction({ name: "say", arguments: {} }));
  await episode.step({ ...textAction("I was ab"), incomplete: true });
  await episode.step(callAction({ name: "say", arguments: { what: "b" } }));
  if (how === "cancel") controller.abort();
  else await episode.step(textAction("Done."));
  await session.finish();
  return {
    task,
    events,
    readFile: async (digest) => files.get(digest) ?? Promise.reject(new Error(`no ${digest}`)),
  };
}

describe("an episode's record", () => {
  test("gives its grader exactly what the session gave", async () => {
    const inputs: unknown[] = [];
    const definition = environment((input, options, { seed }) => {
      inputs.push(structuredClone({ ...input, options, seed }));
      return { reward: 1 };
    });
    const recorded = await record(definition);
    const graded = await gradeRecord({ definition, ...recorded });
    expect(graded).toEqual({ verdict: { reward: 1 }, success: true, usage: {} });
    expect(inputs).toHaveLength(2);
    const text = (input: unknown): unknown =>
      JSON.parse(
        JSON.stringify(input, (_, value: unknown) =>
          value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
        ),
      );
    expect(text(inputs[1])).toEqual(text(inputs[0]));
    expect(inputs[1]).toMatchObject({
      seed: 7,
      ending: { status: "completed" },
      stepRewards: [0.5, null, null],
      evidence: { data: { said: 2 }, files: { link: { link: "a.txt" } } },
    });
  });

  test("is judged anew by another version", async () => {
    const recorded = await record(environment(() => ({ reward: 0 })));
    const definition = environment(({ evidence }) => ({ reward: evidence.data.said / 2 }));
    expect(await gradeRecord({ definition, ...recorded })).toMatchObject({
      verdict: { reward: 1 },
      success: true,
    });
  });

  test("hands its grader sandboxes, which are swept, and models, which are metered", async () => {
    const recorded = await record(environment(() => ({ reward: 0 })));
    const sandboxes = fakeSandboxes();
    const events: TrajectoryEvent[] = [];
    const definition = environment(
      async (_input, _options, { model, note, signal, ...context }) => {
        await context.sandboxes.create({});
        const { message } = await model("judge").complete(
          { messages: [{ role: "user", content: "Well?" }] },
          { signal },
        );
        note("judged", {});
        return { reward: Number(message.content) };
      },
    );
    const graded = await gradeRecord({
      definition,
      ...recorded,
      sandboxes,
      model: () => scriptedModel(["1"]),
      emit: (event) => events.push(event),
    });
    expect(graded).toMatchObject({ verdict: { reward: 1 }, usage: { judge: { inputTokens: 10 } } });
    expect(sandboxes.created).toBe(1);
    expect(sandboxes.open.size).toBe(0);
    expect(events.map(({ type }) => type)).toEqual(["message", "message", "model-call", "note"]);
  });

  test("of an episode that is not graded stays without a reward", async () => {
    let graded = 0;
    const definition = environment(() => ({ reward: (graded += 1) }));
    const recorded = await record(definition, "cancel");
    expect(await gradeRecord({ definition, ...recorded })).toMatchObject({
      verdict: { reward: null, boundary: "harness" },
      success: false,
    });
    const cutOff = recorded.events.filter(({ type }) => type !== "ending" && type !== "verdict");
    expect((await gradeRecord({ definition, ...recorded, events: cutOff })).verdict.reward).toBe(
      null,
    );
    expect(graded).toBe(0);
  });

  test("without evidence says so", async () => {
    const definition = environment(() => ({ reward: 1 }));
    const recorded = await record(definition);
    const events = recorded.events.filter(({ type }) => type !== "evidence");
    expect(await gradeRecord({ definition, ...recorded, events })).toMatchObject({
      verdict: { reward: null, reason: "The record holds no evidence." },
    });
  });

  test("whose files are gone is an error, no verdict", async () => {
    const definition = environment(() => ({ reward: 1 }));
    const recorded = await record(definition);
    const readFile = (): Promise<Uint8Array> => Promise.reject(new Error("gone"));
    await expect(gradeRecord({ definition, ...recorded, readFile })).rejects.toThrow("gone");
  });

  test("is left alone when that is aborted", async () => {
    const controller = new AbortController();
    const recorded = await record(environment(() => ({ reward: 1 })));
    const definition = environment(async () => {
      controller.abort(new Error("enough"));
      return { reward: 1 };
    });
    const grading = gradeRecord({ definition, ...recorded, signal: controller.signal });
    await expect(grading).rejects.toThrow("enough");
  });
});

test("the counter's record is worth what it was", async () => {
  const [task] = await createTasks([{ target: 2 }]);
  if (task === undefined) throw new Error("no task");
  const events: TrajectoryEvent[] = [];
  await using session = await openSession({
    definition: counterEnvironment,
    task,
    emit: (event) => events.push(event),
  });
  await session.episode?.step(callAction({ name: "add", arguments: { amount: 2 } }));
  const { verdict } = await session.finish();
  const readFile = (): Promise<Uint8Array> => Promise.reject(new Error("no files"));
  const again = await gradeRecord({ definition: counterEnvironment, task, events, readFile });
  expect(again.verdict).toEqual(verdict);
});
