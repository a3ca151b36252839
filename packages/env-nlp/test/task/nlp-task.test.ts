import { readFile } from "node:fs/promises";

import { InvalidTaskError, type JsonObject, parseTaskFile } from "@agent-gym/core";
import { describe, expect, test } from "vitest";

import { nlpEnvironment } from "../../src/index.ts";
import { smallTask, variant, without } from "../fixtures/small-task.ts";
import { taskOf } from "../play-episode.ts";

async function problemsOf(data: JsonObject): Promise<string> {
  const task = await taskOf(data);
  try {
    nlpEnvironment.check(task);
  } catch (error) {
    if (InvalidTaskError.isInstance(error)) return error.problems.join("\n");
    throw error;
  }
  return "";
}

const options = nlpEnvironment.parseOptions({});

test("a task of the first five fields is whole, and needs every role", async () => {
  const file = new URL("../fixtures/seed-form.json", import.meta.url);
  const [data = {}] = parseTaskFile(await readFile(file, "utf8"), "seed-form.json");
  const task = await taskOf(data);
  nlpEnvironment.check(task);
  expect(nlpEnvironment.needs(task, options)).toEqual({
    roles: ["user", "tools", "tracker", "judge"],
  });
});

test("a closed world with steps and a scripted user needs nothing", async () => {
  const task = await taskOf(smallTask);
  nlpEnvironment.check(task);
  expect(nlpEnvironment.needs(task, options)).toEqual({});
});

describe("a task asks only for the roles that it needs", () => {
  const user = { goal: "Cancel the lamp.", accept: [], facts: [] };
  test.each<[string, JsonObject, readonly string[]]>([
    ["a user without a script", { user: { ...user } }, ["user"]],
    ["a tool without steps", { tool_specs: { cancel_order: {} } }, ["tools"]],
    ["a stage without a check", { story_stages: ["it is done"] }, ["tracker"]],
    [
      "a stage with a check",
      { story_stages: [{ id: "s", description: "d", done: [{ kind: "said", any: ["done"] }] }] },
      [],
    ],
    [
      "a judged item",
      { rubric: { items: [{ id: "kind", kind: "judged", text: "It was kind." }] } },
      ["judge"],
    ],
  ])("%s", async (_, changes, roles) => {
    const data = "user" in changes ? { ...smallTask, ...changes } : variant(changes);
    // `{}` as a change means the empty object, not no change.
    const task = await taskOf(data);
    nlpEnvironment.check(task);
    expect(nlpEnvironment.needs(task, options).roles ?? []).toEqual(roles);
  });

  test("a fact that is told when asked for, without words to know it by", async () => {
    const facts = [{ id: "f", text: "A fact.", disclose: "when_asked" }];
    const task = await taskOf({ ...smallTask, user: { goal: "g", facts } });
    expect(nlpEnvironment.needs(task, options).roles).toEqual(["user", "tracker"]);
  });
});

describe("a misspelt field is refused", () => {
  test.each<[string, JsonObject]>([
    ["storyStages", variant({ storyStages: [] })],
    ["initialMessage", variant({ user: { initialMessage: "Hi" } })],
    ["tells_", variant({ user: { script: { rules: [{ say: "x", tells_: [] }] } } })],
    ["wher", variant({ user: { accept: [{ kind: "state", table: "orders", wher: {} }] } })],
    ["setting", variant({ tool_specs: { cancel_order: { setting: 1 } } })],
  ])("%s", async (field, data) => {
    expect(await problemsOf(data)).toContain(field);
  });
});

const step = (changes: JsonObject): JsonObject => ({
  op: "update",
  table: "orders",
  where: { id: "${args.order_id}" },
  set: { status: "x" },
  ...changes,
});
const withStep = (one: JsonObject): JsonObject =>
  variant({ tool_specs: { cancel_order: { steps: [one], result: { ok: true } } } });
const parameters = (schema: JsonObject): JsonObject =>
  variant({
    tools: [{ type: "function", function: { name: "cancel_order", parameters: schema } }],
    tool_specs: {},
    solution: [{ say: "x" }],
  });

describe("a fault of a task is named with its place", () => {
  test.each<[string, JsonObject, string]>([
    ["a tool name that trainers reserve", named("reset"), "reserved by trainers"],
    ["a tool name that is no identifier", named("查询"), "is no tool name"],
    [
      "an argument type that there is not",
      parameters({ type: "object", properties: { a: { type: "text" } } }),
      'tools.cancel_order.parameters.properties.a.type: "text" is no type',
    ],
    [
      "a pattern that can't be read",
      parameters({ type: "object", properties: { a: { type: "string", pattern: "(" } } }),
      "is no regular expression",
    ],
    [
      "a reference to nothing",
      parameters({ type: "object", properties: { a: { $ref: "#/$defs/b" } } }),
      "names nothing in this schema",
    ],
    [
      "arguments that are no object",
      parameters({ type: "array" }),
      "a tool's arguments are an object",
    ],
    [
      "a required that is no list",
      parameters({ type: "object", required: "a" }),
      "expected a list of names",
    ],
    [
      "a behaviour of no tool",
      variant({ tool_specs: { cancel: { steps: [step({})] } } }),
      "tool_specs.cancel: there is no such tool",
    ],
    ["a table that is not there", withStep(step({ table: "order" })), 'there is no table "order"'],
    [
      "a field that no row has",
      withStep(step({ where: { idd: "x" } })),
      'rows of orders have no field "idd"',
    ],
    [
      "an argument that the tool lacks",
      withStep(step({ where: { id: "${args.order}" } })),
      'cancel_order has no argument "order"',
    ],
    [
      "a name that no step gave",
      withStep(step({ set: { status: "${order.status}" } })),
      'nothing is called "order" here',
    ],
    [
      "an operator that there is not",
      withStep(step({ set: { status: { $plus: [1, 2] } } })),
      'there is no operator "$plus"',
    ],
    [
      "an update of nothing",
      withStep({ op: "update", table: "orders", where: {} }),
      'needs "set" or "increment"',
    ],
    [
      "an id that a step gives",
      withStep({ op: "insert", table: "orders", row: { id: "x" } }),
      "ids are given out",
    ],
    ["a step that there is not", withStep({ op: "upsert" }), "tool_specs.cancel_order.steps.0.op"],
    [
      "two rows of one id",
      variant({ world: { tables: { orders: { rows: [{ id: "a" }, { id: "a" }] } } } }),
      'two rows have the id "a"',
    ],
    [
      "a row that breaks its schema",
      variant({ world: { tables: { orders: { row: { type: "object", required: ["price"] } } } } }),
      "world.tables.orders.ord_01",
    ],
    [
      "a reference to no row",
      variant({ world: { tables: { orders: { references: { status: "orders" } } } } }),
      '"open", which is no row of orders',
    ],
    [
      "an invariant that does not hold",
      variant({ world: { invariants: [{ kind: "state", table: "orders", count: 1 }] } }),
      "it does not hold at the start",
    ],
    [
      "an invariant of another kind",
      variant({ world: { invariants: [{ kind: "said", any: ["x"] }] } }),
      "an invariant is a check of the kind state",
    ],
    [
      "a check of no table",
      variant({ rubric: { items: [{ id: "a", kind: "state", table: "films" }] } }),
      'rubric item a: there is no table "films"',
    ],
    [
      "a check of no tool",
      variant({ rubric: { items: [{ id: "a", kind: "call", tool: "buy" }] } }),
      'there is no tool "buy"',
    ],
    [
      "a check of no fact",
      variant({ user: { accept: [{ kind: "told", fact: "name" }] } }),
      'there is no fact "name"',
    ],
    ["a check of no words", variant({ user: { accept: [{ kind: "said" }] } }), "expected words"],
    [
      "two items of one id",
      variant({
        rubric: {
          items: [
            { id: "a", kind: "said", any: ["x"] },
            { id: "a", kind: "said", any: ["y"] },
          ],
        },
      }),
      'two have the id "a"',
    ],
    [
      "a scripted user that can never be content",
      variant({ user: { accept: [] } }),
      "the user can never be content",
    ],
    [
      "a scripted user without first words",
      without("initial_message"),
      "a scripted user needs its first words",
    ],
    [
      "a rule that tells no fact",
      variant({ user: { script: { rules: [{ say: "x", tells: ["name"] }] } } }),
      'tells: there is no fact "name"',
    ],
    [
      "a rule that tells what must never be told",
      variant({ user: { facts: [{ id: "number", text: "x", disclose: "never" }] } }),
      "is never to be disclosed",
    ],
    [
      "a disclosure after no stage",
      variant({ user: { facts: [{ id: "number", text: "x", disclose: "after:s9" }] } }),
      'there is no stage "s9"',
    ],
    [
      "a model's user with nothing to go by",
      { ...without("user"), world: smallTask["world"] as JsonObject },
      "needs a persona, a goal or stages",
    ],
    [
      "a solution that calls no tool",
      variant({ solution: [{ calls: [{ name: "buy", arguments: {} }] }] }),
      'solution.0: there is no tool "buy"',
    ],
    [
      "a closed world that nothing can answer for",
      {
        ...without("tool_specs"),
        world: { mode: "closed" },
        user: { goal: "g" },
        rubric: { items: [{ id: "a", kind: "said", any: ["x"] }] },
      },
      "nothing can answer it",
    ],
    [
      "a compiled task that nobody has read",
      variant({ compiled: { from: "x", model: "m", prompt: "p", reviewed: false } }),
      "set reviewed to true",
    ],
  ])("%s", async (_, data, message) => {
    expect(await problemsOf(data)).toContain(message);
  });
});

test("an argument that may be missing must say what happens then", async () => {
  const optional = (hole: string): JsonObject =>
    variant({
      tools: [
        {
          type: "function",
          function: {
            name: "cancel_order",
            parameters: { type: "object", properties: { order_id: { type: "string" } } },
          },
        },
      ],
      tool_specs: { cancel_order: { steps: [step({ where: { id: hole } })], result: {} } },
    });
  expect(await problemsOf(optional("${args.order_id}"))).toContain("may be missing");
  expect(await problemsOf(optional("${args.order_id?}"))).toBe("");
});

function named(name: string): JsonObject {
  return variant({
    tools: [{ type: "function", function: { name } }],
    tool_specs: {},
    solution: [{ say: "x" }],
  });
}
