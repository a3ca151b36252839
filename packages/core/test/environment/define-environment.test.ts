import { expect, test } from "vitest";
import * as z from "zod";

import {
  createTasks,
  defineEnvironment,
  type EnvironmentDefinition,
  InvalidTaskError,
  openSession,
  type Schema,
  taskFileSchema,
  textAction,
  UsageError,
  validate,
  fromJsonSchema,
} from "../../src/index.ts";
import { counterEnvironment } from "../../src/testing/index.ts";

const anyTask: Schema<object> = z.looseObject({});

test("a task that breaks the schema is named, with its field", async () => {
  const [task] = await createTasks([{ id: "bad", target: "many" }]);
  const check = (): void => counterEnvironment.check(task as NonNullable<typeof task>);
  expect(check).toThrow(InvalidTaskError);
  expect(check).toThrow(/^Task "bad" is not valid: target: .*number/);
});

test("rules beyond the schema are checked too", async () => {
  const definition = defineEnvironment({
    name: "picky",
    version: "1",
    description: "",
    task: anyTask,
    check: () => ["files: one path holds another"],
    create: () => {
      throw new Error("never");
    },
  });
  const [task] = await createTasks([{}]);
  expect(() => definition.check(task as NonNullable<typeof task>)).toThrow(
    /one path holds another/,
  );
});

test("tasks may be a list, and their splits are told apart", async () => {
  const definition = defineEnvironment({
    name: "listed",
    version: "1",
    description: "",
    task: anyTask,
    tasks: [{ id: "a" }, { id: "b", split: "test" }],
    create: () => {
      throw new Error("never");
    },
  });
  const ids = async (split?: string): Promise<unknown[]> => {
    const found: unknown[] = [];
    const query = split === undefined ? {} : { split };
    for await (const { id } of definition.tasks?.(query) ?? []) found.push(id);
    return found;
  };
  expect(await ids()).toEqual(["a", "b"]);
  expect(await ids("test")).toEqual(["b"]);
  expect(await ids("train")).toEqual([]);
});

test("options get their defaults, and unknown ones are refused", () => {
  const options: Schema<{ readonly level: number }> = z.strictObject({ level: z.int().default(3) });
  const definition = defineEnvironment({
    name: "levels",
    version: "1",
    description: "",
    task: anyTask,
    options,
    create: () => {
      throw new Error("never");
    },
  });
  expect(definition.parseOptions({})).toEqual({ level: 3 });
  expect(() => definition.parseOptions({ lvl: 1 })).toThrow(UsageError);
  expect(() => definition.parseOptions({ level: "x" })).toThrow(
    /Options of environment levels: level/,
  );
  expect(() => counterEnvironment.parseOptions({ a: 1 })).toThrow(UsageError);
});

test.each(["Cmd", "my env", "", "a--b", "1a"])("%j is no name for an environment", (name) => {
  expect(() =>
    defineEnvironment({
      name,
      version: "1",
      description: "",
      task: anyTask,
      create: () => {
        throw new Error("never");
      },
    }),
  ).toThrow(UsageError);
});

test("without a grader the reward is the sum of the steps, and null when no step spoke", async () => {
  const play = async (reward: number | null | undefined) => {
    const [task] = await createTasks([{}]);
    const session = await openSession({ definition: twoSteps(reward), task: task as never });
    await session.episode?.step(textAction("1"));
    await session.episode?.step(textAction("2"));
    return session.finish();
  };
  expect(await play(1)).toMatchObject({ verdict: { reward: 2 }, success: true });
  expect(await play(0)).toMatchObject({ verdict: { reward: 0 }, success: false });
  expect(await play(null)).toMatchObject({ verdict: { reward: null }, success: false });
  expect(await play(undefined)).toMatchObject({
    verdict: { reward: null, boundary: "environment" },
  });
});

test("the task file's schema holds what the environment accepts", async () => {
  const schema = fromJsonSchema(taskFileSchema(counterEnvironment));
  expect(validate(schema, [{ target: 1 }]).valid).toBe(true);
  expect(validate(schema, { target: 1 }).valid).toBe(true);
  expect(validate(schema, [{ target: "1" }]).valid).toBe(false);
  expect(validate(schema, []).valid).toBe(false);
});

function twoSteps(reward: number | null | undefined): EnvironmentDefinition {
  return defineEnvironment({
    name: "steps",
    version: "1",
    description: "",
    task: anyTask,
    reward: { range: [0, 10], success: 2 },
    create: () => {
      let steps = 0;
      return {
        reset: async () => ({ observation: { message: "go" }, tools: [] }),
        step: async () => {
          steps += 1;
          return {
            observation: {},
            terminated: steps === 2,
            ...(reward === undefined ? {} : { reward }),
          };
        },
        close: async () => {},
      };
    },
  });
}

test("a task schema that refers to its own parts still does so in the file's schema", () => {
  const tree = {
    type: "object",
    properties: { children: { type: "array", items: { $ref: "#/$defs/node" } } },
    required: ["children"],
    $defs: {
      node: { type: "object", properties: { name: { type: "string" } }, required: ["name"] },
    },
  };
  const schema = fromJsonSchema(taskFileSchema({ name: "t", description: "", taskSchema: tree }));
  expect(validate(schema, [{ children: [{ name: "a" }] }]).valid).toBe(true);
  expect(validate(schema, [{ children: [{}] }]).valid).toBe(false);
});

test("a strict task schema lets the well-known fields through, and names them to editors", async () => {
  const strict = (task: Schema<object>): EnvironmentDefinition =>
    defineEnvironment({
      name: "strict",
      version: "1",
      description: "",
      task,
      create: () => {
        throw new Error("never");
      },
    });
  const [known, unknown] = await createTasks([
    { id: "one", language: "zh", tags: ["a"], split: "test", word: "x" },
    { id: "two", word: "x", wrod: "y" },
  ]);
  const schema = z.strictObject({ word: z.string() });
  for (const task of [schema, z.union([schema, z.strictObject({ number: z.int() })])]) {
    const definition = strict(task);
    expect(() => definition.check(known as NonNullable<typeof known>)).not.toThrow();
    expect(() => definition.check(unknown as NonNullable<typeof unknown>)).toThrow(/wrod/);
  }
  expect(strict(schema).taskSchema).toMatchObject({
    additionalProperties: false,
    properties: { id: {}, split: {}, word: { type: "string" } },
  });
});
