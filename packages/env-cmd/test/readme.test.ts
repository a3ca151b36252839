import { readFileSync } from "node:fs";

import { type Json, type JsonObject, parseTaskFile, validate } from "@agent-gym/core";
import { expect, test } from "vitest";

import { cmdEnvironment, cmdTaskSchema } from "../src/index.ts";
import { describeOnBackends } from "./backends.ts";
import { nothing, play, taskOf } from "./episodes.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = [...readme.matchAll(/```json\n(.*?)```/gs)].map((match) => match[1] ?? "");
const [task = ""] = examples;
const checks = JSON.parse(examples[1] ?? "[]") as readonly JsonObject[];

test("the README's task has every field of the schema", () => {
  const fields = Object.keys(cmdEnvironment.taskSchema["properties"] as JsonObject);
  expect(Object.keys(parseTaskFile(task, "README")[0] ?? {}).toSorted()).toEqual(fields.toSorted());
});

test("the README's checks are valid, and show every kind", () => {
  const result = validate(cmdTaskSchema, { query: "q", checks: checks as unknown as Json });
  expect(result).toMatchObject({ valid: true });
  const kinds = JSON.stringify(cmdEnvironment.taskSchema).matchAll(/"const":"([a-z0-9-]+)"/g);
  const shown = new Set(checks.map(({ kind }) => kind));
  expect([...kinds].map((match) => match[1]).filter((kind) => !shown.has(kind ?? ""))).toEqual([]);
});

describeOnBackends("the README's task", ({ provider, probe }) => {
  test.runIf(probe.ok && probe.capabilities.includes("real-shell"))("proves itself", async () => {
    const example = await taskOf(parseTaskFile(task, "README")[0] ?? {});
    const { solution = nothing } = cmdEnvironment.scripts(example, cmdEnvironment.parseOptions({}));
    expect((await play(example, solution, provider)).verdict).toMatchObject({ reward: 1 });
    expect((await play(example, nothing, provider)).verdict).toMatchObject({ reward: 0 });
  });
});
