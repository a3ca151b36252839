import { jsonSchemaProblems, type JsonObject } from "@agent-gym/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { seededRandom } from "../../src/random/seeded-random.ts";
import { sampleJsonSchema } from "../../src/validate/sample-json-schema.ts";

const schemas: Readonly<Record<string, JsonObject>> = {
  nothing: {},
  text: { type: "string", minLength: 3, maxLength: 12 },
  "a short text": { type: "string", maxLength: 1 },
  "a choice": { type: "string", enum: ["r", "w"] },
  "one value": { const: { a: [1] } },
  "a whole number": { type: "integer", minimum: 5, exclusiveMaximum: 7 },
  "a number below": { type: "number", maximum: -2 },
  "an even number": { type: "integer", multipleOf: 2, minimum: 3 },
  "a flag or nothing": { type: ["boolean", "null"] },
  "a list": { type: "array", items: { type: "integer" }, minItems: 2, maxItems: 3 },
  "a long list": { type: "array", items: { type: "string" }, minItems: 30 },
  "a tool's arguments": {
    type: "object",
    properties: {
      path: { type: "string", minLength: 1 },
      mode: {
        anyOf: [
          { type: "integer", minimum: 0 },
          { type: "string", enum: ["rw"] },
        ],
      },
      options: { type: "object", properties: { deep: { type: "boolean" } }, required: ["deep"] },
    },
    required: ["path"],
    additionalProperties: false,
  },
  "parts and references": {
    type: "object",
    $defs: { name: { type: "string", format: "email" }, "a/b": { type: "integer" } },
    allOf: [
      { properties: { to: { $ref: "#/$defs/name" } }, required: ["to"] },
      { properties: { count: { $ref: "#/$defs/a~1b" } }, required: ["count"] },
    ],
  },
  "a tree": {
    type: "object",
    properties: { left: { $ref: "#" }, right: { oneOf: [{ $ref: "#" }, { type: "null" }] } },
  },
};

describe("a value by chance fits", () => {
  test.each(Object.keys(schemas))("%s", (name) => {
    const schema = schemas[name] ?? {};
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const words = ["data.csv", "中文", "x"];
        const value = sampleJsonSchema(schema, { random: seededRandom(seed), words });
        expect(value).not.toBe(undefined);
        expect(jsonSchemaProblems(schema, value)).toEqual([]);
        expect(sampleJsonSchema(schema, { random: seededRandom(seed), words })).toEqual(value);
      }),
    );
  });
});

test("values differ", () => {
  const random = seededRandom(1);
  const draw = (): unknown =>
    sampleJsonSchema({ type: "string" }, { random, words: ["a", "b", "c"] });
  expect(new Set(Array.from({ length: 50 }, draw)).size).toBeGreaterThan(5);
});

test("what can't be drawn is given up", () => {
  const sampling = { random: seededRandom(1), words: ["a"] };
  expect(sampleJsonSchema({ type: "string", pattern: "^[0-9]{12}$" }, sampling)).toBe(undefined);
  expect(sampleJsonSchema({ enum: [], type: "integer", minimum: 3, maximum: 1 }, sampling)).toBe(
    undefined,
  );
});
