import type { TrajectoryEvent } from "@agent-gym/core";
import { scriptedModel } from "@agent-gym/core/testing";
import { expect, test } from "vitest";

import { sampleModels } from "./fixtures/sample-models.ts";
import { smallTask } from "./fixtures/small-task.ts";
import { type Models, playScript, sampleTasks, taskOf } from "./play-episode.ts";

/** Everything that a record holds but for how long it took. */
function timeless(events: readonly TrajectoryEvent[]): string {
  return events
    .map((event) =>
      JSON.stringify(event, (key, value: unknown) => (key === "milliseconds" ? 0 : value)),
    )
    .join("\n");
}

const tasks = await sampleTasks();

test("twenty episodes at once share no state", async () => {
  const task = await taskOf(smallTask);
  const scripts = Array.from({ length: 20 }, (_, index) =>
    index % 2 === 0 ? "solution" : "wrong-id",
  );
  const played = await Promise.all(scripts.map((script) => playScript(task, script)));
  expect(played.map(({ outcome }) => outcome.verdict.reward)).toEqual(
    scripts.map((script) => (script === "solution" ? 1 : 0)),
  );
  const alone = await playScript(task, "solution");
  for (const [index, { events }] of played.entries()) {
    if (index % 2 === 0) expect(timeless(events)).toBe(timeless(alone.events));
  }
});

test("twenty episodes with models at once are those that they are one by one", async () => {
  const task = tasks.find(({ id }) => id === "social-sunscreen");
  if (task === undefined) throw new Error("The sample task is missing.");
  const models = sampleModels[task.id] ?? {};
  // Answers that come late and out of order are still each episode's own.
  const slow: Models = Object.fromEntries(
    Object.entries(models).map(([role, model], at) => [
      role,
      {
        id: model.id,
        complete: async (request, options) => {
          await new Promise((resolve) =>
            setTimeout(resolve, ((request.messages.length + at) % 4) * 2),
          );
          return model.complete(request, options);
        },
      },
    ]),
  );
  const alone = await playScript(task, "solution", { models });
  const played = await Promise.all(
    Array.from({ length: 20 }, () => playScript(task, "solution", { models: slow })),
  );
  for (const { events } of played) expect(timeless(events)).toBe(timeless(alone.events));
});

test.each(tasks)("$id: an episode that is played again is the same, byte by byte", async (task) => {
  const models = sampleModels[task.id] ?? {};
  for (const script of ["solution", "injector"]) {
    const first = await playScript(task, script, { models, seed: 7 });
    const again = await playScript(task, script, { models, seed: 7 });
    expect(timeless(again.events)).toBe(timeless(first.events));
  }
});

test("another seed makes other fences, and the same episode", async () => {
  const task = tasks.find(({ id }) => id === "hr-annual-leave");
  if (task === undefined) throw new Error("The sample task is missing.");
  const [one, other] = [1, 2].map((seed) => {
    const { user } = sampleModels[task.id] ?? {};
    if (user === undefined) throw new Error("The model is missing.");
    const model = scriptedModel([]);
    const requests: string[] = [];
    const recording = {
      ...model,
      complete: (request, options) => {
        requests.push(JSON.stringify(request.messages));
        return user.complete(request, options);
      },
    } satisfies Models[string];
    return { seed, requests, models: { user: recording } };
  });
  for (const run of [one, other]) {
    if (run === undefined) throw new Error("There is no run.");
    const { outcome } = await playScript(task, "solution", { models: run.models, seed: run.seed });
    expect(outcome.verdict.reward).toBe(1);
  }
  const nonce = (text = ""): string | undefined => /<data-([0-9a-f]{12}) turn>/.exec(text)?.[1];
  expect(nonce(one?.requests[0])).toBeDefined();
  expect(nonce(one?.requests[0])).not.toBe(nonce(other?.requests[0]));
});
