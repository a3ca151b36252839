import { expect, test } from "vitest";

import {
  callAction,
  createTasks,
  defineToolEnvironment,
  fromJsonSchema,
  openSession,
} from "../../src/index.ts";

const definition = defineToolEnvironment({
  name: "notes",
  version: "1",
  description: "Takes notes.",
  task: fromJsonSchema({ type: "object" }),
  prompt: () => "Note something.",
  state: () => ({ notes: [] as string[] }),
  tools: {
    note: {
      description: "Notes a text.",
      input: fromJsonSchema<{ readonly text: string }>({
        type: "object",
        properties: { text: { type: "string" } },
      }),
      run: ({ text }, { state }) => {
        state.notes.push(text);
        return "Noted.";
      },
    },
  },
  reward: ({ state }) => state.notes.length,
});

test.each([["\uD83D"], ["a \uDE00 b"]])(
  "a call whose text is no Unicode (%j) is answered, and does not reach the environment",
  async (text) => {
    const [task] = await createTasks([{}]);
    await using session = await openSession({ definition, task: task! });
    const broken = await session.episode?.step(callAction({ name: "note", arguments: { text } }));
    expect(broken?.observation.results?.[0]).toMatchObject({
      isError: true,
      content: expect.stringMatching(/half of a character/),
    });
    const whole = await session.episode?.step(
      callAction({ name: "note", arguments: { text: "\u{1F600}" } }),
    );
    expect(whole?.observation.results?.[0]?.content).toBe("Noted.");
    expect((await session.finish()).verdict).toMatchObject({ reward: 1 });
  },
);
