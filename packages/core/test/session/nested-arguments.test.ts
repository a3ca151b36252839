import { expect, test } from "vitest";

import {
  createTasks,
  defineToolEnvironment,
  fromJsonSchema,
  type JsonObject,
  openSession,
  textAction,
} from "../../src/index.ts";

const definition = defineToolEnvironment({
  name: "box",
  version: "1",
  description: "Takes anything.",
  task: fromJsonSchema({ type: "object" }),
  prompt: () => "Put something in.",
  state: () => ({ put: 0 }),
  tools: {
    put: {
      description: "Puts something in.",
      input: fromJsonSchema({ type: "object" }),
      run: (_, { state }) => {
        state.put += 1;
        return "It is in.";
      },
    },
  },
  reward: ({ state }) => state.put,
});

test.each([5_000, 200_000])(
  "arguments nested %i levels deep are answered, and the episode is judged all the same",
  async (levels) => {
    const [task] = await createTasks([{}]);
    await using session = await openSession({ definition, task: task! });
    const put = async (depth: number): Promise<unknown> => {
      const call = { id: "1", name: "put", arguments: nested(depth), source: "put" };
      const transition = await session.episode?.step({ ...textAction(""), calls: [call] });
      return transition?.observation.results?.[0];
    };
    expect(await put(levels)).toMatchObject({
      isError: true,
      content: expect.stringMatching(/nested deeper than 100 levels/),
    });
    expect(await put(100)).toMatchObject({ content: "It is in." });
    expect(await session.finish()).toMatchObject({
      ending: { status: "completed" },
      verdict: { reward: 1 },
    });
  },
);

function nested(levels: number): JsonObject {
  let value: JsonObject = {};
  for (let level = 1; level < levels; level += 1) value = { in: value };
  return value;
}
