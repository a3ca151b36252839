import { expect, test } from "vitest";

import { parseTaskFile, UsageError } from "../../src/index.ts";

test("a JSON array, one object and JSON Lines hold the same tasks", () => {
  const tasks = [{ q: "a" }, { q: "b" }];
  expect(parseTaskFile(JSON.stringify(tasks), "f")).toEqual(tasks);
  expect(parseTaskFile('{"q":"a"}\r\n\n{"q":"b"}\n', "f")).toEqual(tasks);
  expect(parseTaskFile('\uFEFF{\n"q":"a"\n}', "f")).toEqual([{ q: "a" }]);
});

test.each([
  ["", /empty/],
  ["[]", /no task/],
  ['[{"q":1},\n  {"q":}]', /line 2, column 8 \(value expected\)/],
  ['[{"q": "a"}', /line 1, column 12/],
  ['[{"q":1}, 7]', /entry 1 is a number/],
  ['{"q":1}\n{"q":\n', /not JSON at line 2, column/],
  ['{"q":1}\n[2]\n', /line 2 is no JSON object/],
  ["not json", /not JSON at line 1, column/],
])("%j is refused with the place in one line", (text, message) => {
  const read = (): unknown => parseTaskFile(text, "tasks.json");
  expect(read).toThrow(message);
  expect(read).toThrow(/^Can't read the tasks of tasks\.json: .*\.$/);
  try {
    read();
  } catch (error) {
    expect(UsageError.isInstance(error)).toBe(true);
  }
});
