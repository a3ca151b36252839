import { expect, test } from "vitest";

import {
  callAction,
  createTasks,
  foldTranscript,
  openSession,
  type RecordedEvent,
  recordedEventSchema,
  textAction,
  validate,
} from "../../src/index.ts";
import { counterEnvironment, scriptedModel } from "../../src/testing/index.ts";

async function record(): Promise<RecordedEvent[]> {
  const [task] = await createTasks([{ target: 2 }]);
  const events: RecordedEvent[] = [];
  await using session = await openSession({
    definition: counterEnvironment,
    task: task as NonNullable<typeof task>,
    model: () => scriptedModel(["thinking"]),
    emit: (event) => {
      const line = JSON.stringify({ i: events.length, t: 1_700_000_000_000, ...event });
      events.push(JSON.parse(line) as RecordedEvent);
    },
  });
  const { episode } = session;
  if (episode === undefined) throw new Error("not started");
  const { message } = await episode
    .model("agent")
    .complete({ messages: [{ role: "user", content: "Well?" }] }, { signal: episode.signal });
  episode.note("stage", { name: "counting" });
  await episode.step({
    ...callAction({ name: "add", arguments: { amount: 2 } }),
    raw: message,
    tokens: { ids: [1, 2], logprobs: [-0.5, -1], weightVersion: "w1" },
  });
  await episode.step(textAction("Done."));
  await session.finish();
  return events;
}

test("every line that a session writes passes the schema, unchanged", async () => {
  const events = await record();
  expect(new Set(events.map(({ type }) => type)).size).toBe(11);
  for (const event of events) {
    expect(validate(recordedEventSchema, event)).toEqual({ valid: true, value: event });
  }
});

test("a member that a later version adds passes through; a missing one is named", async () => {
  const [start] = await record();
  expect(validate(recordedEventSchema, { ...start, region: "eu" })).toMatchObject({
    value: { region: "eu" },
  });
  const { seed: _, ...broken } = start as RecordedEvent & { readonly seed: number };
  expect(validate(recordedEventSchema, broken)).toMatchObject({
    valid: false,
    problems: [expect.stringMatching(/^seed: /)],
  });
});

test("a record that was cut off folds as far as it goes", async () => {
  const events = await record();
  for (let length = 0; length <= events.length; length += 1) {
    const transcript = foldTranscript(events.slice(0, length));
    const kinds = transcript?.turns.map((turn) => ("action" in turn ? "a" : "o")).join("") ?? "";
    expect("oaoao".startsWith(kinds)).toBe(true);
  }
  expect(foldTranscript(events)?.turns).toHaveLength(5);
  expect(foldTranscript([])).toBeUndefined();
});

test("a call's time to its first token may be told, as older records always did, or not", () => {
  const call = {
    i: 0,
    t: 0,
    type: "model-call",
    role: "agent",
    model: "m",
    ordinal: 0,
    prompt: [],
  };
  for (const milliseconds of [
    { queued: 0, total: 5 },
    { queued: 0, firstToken: 5, total: 5 },
  ]) {
    expect(validate(recordedEventSchema, { ...call, milliseconds })).toMatchObject({ valid: true });
  }
});
