import * as fc from "fast-check";
import { expect, test } from "vitest";

import { readJsonObject } from "../../src/roles/read-json-object.ts";

test.each([
  ['{"a": 1}', { a: 1 }],
  ['```json\n{"a": {"b": [1, 2]}}\n```', { a: { b: [1, 2] } }],
  ['Here you are: {"a": "}{\\"" } and more {"b": 2}', { a: '}{"' }],
  ['<think>maybe {"a": 0}?</think>{"a": 1}', { a: 1 }],
  ['In {curly} words: {"a": 1}', { a: 1 }],
])("%j holds an object", (text, value) => {
  expect(readJsonObject(text)).toEqual(value);
});

test.each(["", "none", '{"a": 1', '{"a": "b}', "[1, 2]", "{a: 1}", '{"a": 1,}'])(
  "%j holds none",
  (text) => {
    expect(readJsonObject(text)).toBeUndefined();
  },
);

test("any object is found between any words without braces", () => {
  const words = fc.stringMatching(/^[^{}]*$/);
  fc.assert(
    fc.property(
      words,
      fc.dictionary(fc.string(), fc.jsonValue()),
      words,
      (before, value, after) => {
        // A thought is passed over, and -0 is written as 0.
        fc.pre(!before.trimStart().startsWith("<think>"));
        const text = JSON.stringify(value);
        expect(readJsonObject(before + text + after)).toEqual(JSON.parse(text));
      },
    ),
  );
});
