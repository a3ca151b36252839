import { InvalidTaskError, type JsonObject, toJsonSchema } from "@agent-gym/core";
import { expect, test } from "vitest";

import { cmdEnvironment, cmdTaskSchema } from "../../src/index.ts";
import { taskLanguage } from "../../src/task/task-language.ts";
import { taskOf } from "../episodes.ts";

const minimal = { query: "Say hello", checks: [{ kind: "path-exists", path: "a" }] };

async function problemOf(data: JsonObject): Promise<string> {
  const task = await taskOf(data);
  try {
    cmdEnvironment.check(task);
  } catch (error) {
    if (InvalidTaskError.isInstance(error)) return error.message;
    throw error;
  }
  return "none";
}

test("a query and a check are enough; the first Agent Gym's three fields are too", async () => {
  expect(await problemOf(minimal)).toBe("none");
  expect(await problemOf({ query: "q", env: "pass", verify: "success = True" })).toBe("none");
});

test.each<[string, JsonObject, RegExp]>([
  ["a misspelt field", { ...minimal, cheks: [] }, /cheks/],
  ["nothing that judges", { query: "q" }, /checks: .*nothing would judge it/],
  ["no query", { checks: minimal.checks }, /query/],
  ["an unknown check", { query: "q", checks: [{ kind: "file-equal", path: "a" }] }, /checks\.0/],
  [
    "a misspelt check field",
    { query: "q", checks: [{ kind: "mode", path: "a", mode: "0644", pth: "" }] },
    /pth/,
  ],
  ["a path that leads out", { ...minimal, files: { "../x": "" } }, /inside the workspace/],
  [
    "an absolute path",
    { query: "q", checks: [{ kind: "path-exists", path: "/etc" }] },
    /inside the workspace/,
  ],
  [
    "a file that holds a file",
    { ...minimal, files: { a: "", "a/b": "" } },
    /"a" is a file and can't hold "a\/b"/,
  ],
  ["no mode", { ...minimal, files: { a: { content: "", mode: "rwx" } } }, /files/],
  ["no base64", { ...minimal, files: { a: { base64: "*" } } }, /files/],
  [
    "no regular expression",
    { query: "q", checks: [{ kind: "file-matches", path: "a", pattern: "(" }] },
    /pattern: /,
  ],
  [
    "a number pattern without a group",
    { query: "q", checks: [{ kind: "number-equals", path: "a", value: 1, pattern: "\\d" }] },
    /needs a group/,
  ],
  [
    "no JSON pointer",
    { query: "q", checks: [{ kind: "json-equals", path: "a", value: 1, at: "a.b" }] },
    /JSON Pointer/,
  ],
])("%s is refused, with the place", async (_, data, problem) => {
  expect(await problemOf(data)).toMatch(problem);
});

test("Python scripts need Python, and a task may need more", async () => {
  const needs = async (data: JsonObject) => cmdEnvironment.needs(await taskOf(data), {});
  expect(await needs(minimal)).toEqual({ sandbox: [] });
  expect(await needs({ ...minimal, verify: "success = 1", requires: ["real-shell"] })).toEqual({
    sandbox: ["real-shell", "python"],
  });
});

test("a task without a language speaks that of its query", () => {
  expect(taskLanguage({ query: "统计行数" })).toBe("zh");
  expect(taskLanguage({ query: "count lines" })).toBe("en");
  expect(taskLanguage({ query: "统计行数", language: "en" })).toBe("en");
  expect(taskLanguage({ query: "q", language: "zh-Hans" })).toBe("zh");
});

// `vitest --update` writes the file anew; editors read it.
test("the schema beside the sample tasks is the one in code", async () => {
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Command-line tasks of Agent Gym",
    type: "array",
    items: toJsonSchema(cmdTaskSchema),
  };
  const file = new URL("../../../../data/cmd.schema.json", import.meta.url).pathname;
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file);
});
