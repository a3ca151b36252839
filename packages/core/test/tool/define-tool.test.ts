import { expect, test } from "vitest";
import * as z from "zod";

import { type AnyTool, defineTool, runToolCalls, type Schema, toolSpec } from "../../src/index.ts";

const place: Schema<{ readonly city: string }> = z.object({ city: z.string().min(2) });

const weather: AnyTool<{ asked: string[] }> = defineTool({
  name: "weather",
  description: "Tells the weather.",
  input: place,
  run: ({ city }, { state }: { readonly state: { asked: string[] } }) => {
    state.asked.push(city);
    return city === "Stop" ? { content: "bye", done: true } : `Rain in ${city}`;
  },
});

const call = (name: string, args: Record<string, string>, id = name) => ({
  id,
  name,
  arguments: args,
  source: "",
});

test.each(["reset", "get_reward", "two words", "1st", "", "a".repeat(65), "naïve"])(
  "%j is refused as a tool's name",
  (name) => {
    expect(() => defineTool({ name, description: "", input: place, run: () => "" })).toThrow(
      /name/,
    );
  },
);

test("a tool's wire form is computed once", () => {
  expect(toolSpec(weather)).toBe(toolSpec(weather));
  expect(toolSpec(weather).parameters).toMatchObject({
    type: "object",
    properties: { city: { type: "string", minLength: 2 } },
    required: ["city"],
  });
});

test("calls run in order, bad ones are answered, and nothing runs after the end", async () => {
  const state = { asked: [] as string[] };
  const { results, done } = await runToolCalls(
    [weather],
    [
      call("weather", { city: "Oslo" }, "1"),
      call("climate", {}, "2"),
      call("weather", { city: "X" }, "3"),
      call("weather", { city: "Stop" }, "4"),
      call("weather", { city: "Rome" }, "5"),
    ],
    { state, signal: new AbortController().signal },
  );
  expect(done).toBe(true);
  expect(state.asked).toEqual(["Oslo", "Stop"]);
  expect(results.map(({ callId, isError }) => [callId, isError ?? false])).toEqual([
    ["1", false],
    ["2", true],
    ["3", true],
    ["4", false],
    ["5", true],
  ]);
  expect(results[1]?.content).toMatch(/no tool "climate".*weather/);
  expect(results[2]?.content).toMatch(/city/);
});
