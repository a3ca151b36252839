import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { isJsonObject, type JsonObject } from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";
import { describe, expect, test } from "vitest";

import { environment } from "../src/index.ts";
import { play } from "./play.ts";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const task = JSON.parse(/```json\n(.*?)```/s.exec(readme)?.[1] ?? "null") as JsonObject;

test("the task that it shows has every field, and a check of every kind", () => {
  const { properties } = environment.taskSchema as { readonly properties: JsonObject };
  const wellKnown = ["split", "license", "source"];
  expect(new Set([...Object.keys(task), ...wellKnown])).toEqual(new Set(Object.keys(properties)));
  const kinds = (task["checks"] as readonly JsonObject[]).map(({ kind }) => kind);
  const table = [...readme.matchAll(/^\| `([a-z]+(?:-[a-z]+)?)` +\| /gm)].map(([, name]) => name);
  expect(kinds.every((kind) => table.includes(kind as string))).toBe(true);
});

describe("the task that it shows is proved", () => {
  const cases = environmentConformance(environment, { tasks: [task] });
  const proofs = cases.filter(({ name }) => /solution|nothing|cheat|record alone/.test(name));
  test.each(proofs)("$name", ({ run }) => run(), 60_000);
});

test("its table of options is that of the environment", () => {
  const { properties } = environment.optionsSchema as { readonly properties: JsonObject };
  for (const [name, option] of Object.entries(properties)) {
    const fallback = isJsonObject(option) ? JSON.stringify(option["default"]) : "";
    expect(readme).toMatch(new RegExp(`\\| \`${name}\` +\\| .* \\| ${fallback} +\\|`));
  }
});

test("its example prints what it says", async () => {
  const example = fileURLToPath(new URL("../examples/ask-the-service.ts", import.meta.url));
  expect(readme).toContain(readFileSync(example, "utf8"));
  const { stdout } = await promisify(execFile)(process.execPath, [example]);
  expect(stdout).toMatch(/"id":"b-117".*\n.*"name":"Elm".*\n1\n$/);
});

test("the task that it shows needs all that it asks for", async () => {
  await using episode = await play(task);
  const { verdict } = await episode.say("Lark");
  expect(verdict).toMatchObject({ reward: 2 / 6, scores: { unchanged: 1, conduct: 1 } });
});
