import { readFileSync } from "node:fs";

import { jsonSchemaProblems, parseTaskFile } from "@agent-gym/core";
import { expect, test } from "vitest";

import { environment } from "../src/index.ts";
import { finish, openTask, playScript, taskOf } from "./play-episode.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const [, example = ""] = /```json\n(.*?)```/s.exec(readme) ?? [];
const [data = {}] = parseTaskFile(example, "README");
const options = environment.parseOptions({});

test("the README's task has every field, and is valid", async () => {
  const { properties } = environment.taskSchema as { readonly properties: object };
  const wellKnown = ["split", "license", "source"];
  expect(Object.keys(data).toSorted()).toEqual(
    Object.keys(properties)
      .filter((field) => !wellKnown.includes(field))
      .toSorted(),
  );
  for (const field of Object.keys(properties)) expect(readme).toContain(`\`${field}\``);
  for (const [, kind] of JSON.stringify(environment.taskSchema).matchAll(/"const":"(\w+)"/gu)) {
    expect(example).toContain(`"kind": "${kind}"`);
    expect(readme).toContain(`\`${kind}\``);
  }
  const task = await taskOf(data);
  environment.check(task);
  expect(jsonSchemaProblems(environment.taskSchema, data)).toEqual([]);
});

test("the README's task proves itself", { timeout: 60_000 }, async () => {
  const task = await taskOf(data);
  const { solution, cheats = {} } = environment.scripts(task, options);
  if (solution === undefined) throw new Error("There is no solution.");
  expect((await playScript(task, solution)).verdict.reward).toBe(1);
  for (const [name, cheat] of Object.entries(cheats)) {
    expect((await playScript(task, cheat)).success, name).toBe(false);
  }
});

test("the README names all tools and options", async () => {
  const { session } = await openTask(data);
  await using _ = session;
  const tools = session.episode?.start.tools.map(({ name }) => name) ?? [];
  expect(tools).toHaveLength(3);
  for (const name of [...tools, ...Object.keys(options)]) expect(readme).toContain(`\`${name}\``);
  await finish(session);
});
