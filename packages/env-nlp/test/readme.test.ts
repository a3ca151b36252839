import { readFileSync } from "node:fs";

import { type JsonObject, parseTaskFile, type Task } from "@agent-gym/core";
import { scriptedModel } from "@agent-gym/core/testing";
import { beforeAll, describe, expect, test } from "vitest";

import { nlpEnvironment } from "../src/index.ts";
import { operatorNames } from "../src/program/operators.ts";
import { comparisonNames } from "../src/world/where.ts";
import { playScript, taskOf } from "./play-episode.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const [, example = ""] = /```json\n(.*?)```/s.exec(readme) ?? [];

/** Every value of a member of that name in a JSON Schema that admits only one value there. */
function constants(schema: unknown, member: string): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      const only = (inner as { readonly const?: unknown } | null)?.const;
      if (name === member && typeof only === "string") found.add(only);
      walk(inner);
    }
  };
  walk(schema);
  return found;
}

describe("the README's task", () => {
  let task: Task;
  beforeAll(async () => {
    task = await taskOf(parseTaskFile(example, "README")[0] ?? {});
  });

  test("has every field of the schema, and every step and check", () => {
    const fields = (schema: unknown): readonly string[] =>
      Object.keys((schema as { readonly properties: JsonObject }).properties).toSorted();
    expect(Object.keys(task.data).toSorted()).toEqual(fields(nlpEnvironment.taskSchema));
    const { user } = nlpEnvironment.taskSchema["properties"] as JsonObject;
    expect(Object.keys(task.data["user"] as JsonObject).toSorted()).toEqual(fields(user));
    for (const op of constants(nlpEnvironment.taskSchema, "op")) {
      expect(example).toContain(`"op": "${op}"`);
    }
    for (const kind of constants(nlpEnvironment.taskSchema, "kind")) {
      expect(example).toContain(`"kind": "${kind}"`);
    }
  });

  test("proves itself", async () => {
    nlpEnvironment.check(task);
    const quote = { n: 1, quote: "With pleasure" };
    const judge = scriptedModel(() =>
      JSON.stringify({ items: [{ id: "friendly", verdict: "met", ...quote }] }),
    );
    const tools = scriptedModel([]);
    const models = { judge, tools };
    expect((await playScript(task, "solution", { models })).outcome.verdict.reward).toBe(1);
    for (const cheat of ["no-op", "parrot-success", "refuser", "injector", "wrong-id"]) {
      expect((await playScript(task, cheat, { models })).outcome.verdict.reward, cheat).toBe(0);
    }
  });
});

test("the README names all steps, checks, comparisons, operators and roles", () => {
  for (const name of [
    ...constants(nlpEnvironment.taskSchema, "op"),
    ...constants(nlpEnvironment.taskSchema, "kind"),
    ...comparisonNames,
    ...operatorNames,
    ...Object.keys(nlpEnvironment.roles),
  ]) {
    expect(readme).toContain(`\`${name}\``);
  }
});
