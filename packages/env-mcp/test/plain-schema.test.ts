import { fromJsonSchema, type JsonObject, validate } from "@agent-gym/core";
import { expect, test } from "vitest";

import { plainSchema } from "../src/plain-schema.ts";

const object = (properties: JsonObject, rest: JsonObject = {}): JsonObject => ({
  type: "object",
  properties,
  ...rest,
});

test("an everyday schema stays as it is", () => {
  const schema = object(
    { text: { type: "string", minLength: 1 }, properties: object({ a: { enum: ["$ref"] } }) },
    { required: ["text"], additionalProperties: false },
  );
  expect(plainSchema(schema)).toEqual(schema);
});

test("references are written out, and those to themselves accept anything", () => {
  const node = object({ value: { type: "integer" }, next: { $ref: "#/$defs/node" } });
  const plain = plainSchema(object({ list: { $ref: "#/$defs/node" } }, { $defs: { node } }));
  expect(plain).toEqual(object({ list: object({ value: { type: "integer" }, next: {} }) }));
  const loop = object({ a: { $ref: "#/$defs/x" } }, { $defs: { x: { $ref: "#/$defs/x" } } });
  expect(plainSchema(loop)).toEqual(object({ a: {} }));
});

test("regular expressions are told to the model, and not run", () => {
  const plain = plainSchema(
    object({ a: { type: "string", pattern: "^(a+)+$", description: "A." } }),
  );
  expect(plain).toEqual(object({ a: { type: "string", description: "A. Must match ^(a+)+$" } }));
  const schema = fromJsonSchema(plain ?? {});
  expect(validate(schema, { a: `${"a".repeat(40)}!` }).valid).toBe(true);
});

test("what doubles at each level, goes too deep or leads nowhere is given up", () => {
  const both = (name: string): JsonObject => ({ allOf: [{ $ref: name }, { $ref: name }] });
  const $defs = Object.fromEntries(
    Array.from({ length: 41 }, (_, at) => [
      `d${at}`,
      at === 0 ? { type: "string" } : both(`#/$defs/d${at - 1}`),
    ]),
  );
  expect(plainSchema(object({ a: { $ref: "#/$defs/d40" } }, { $defs }))).toBe(undefined);
  const deep = Array.from({ length: 3000 }).reduce<JsonObject>((a) => object({ a }), {});
  expect(plainSchema(deep)).toBe(undefined);
  expect(plainSchema(object({ a: { $ref: "#/$defs/none" } }))).toBe(undefined);
  expect(plainSchema(object({ a: { $ref: "https://example.com/schema" } }))).toBe(undefined);
});
