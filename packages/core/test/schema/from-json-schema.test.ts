import { expect, test } from "vitest";
import * as z from "zod";

import { fromJsonSchema, type Schema, toJsonSchema, validate } from "../../src/index.ts";

const person = {
  type: "object",
  properties: {
    name: { type: "string" },
    address: { type: "object", properties: { zip: { type: "integer" } }, required: ["zip"] },
  },
  required: ["name"],
  additionalProperties: false,
} as const;

test.each([
  [{ name: "A", address: { zip: "x" } }, /^address\.zip: .*integer/],
  [{}, /name/],
  [{ name: "A", age: 3 }, /age/],
  [[], /object/],
])("%j is refused with the place of the fault", (value, problem) => {
  const result = validate(fromJsonSchema(person), value);
  expect(result.valid).toBe(false);
  expect(result.valid ? "" : result.problems.join("\n")).toMatch(problem);
});

test("what is valid passes unchanged", () => {
  const value = { name: "A", address: { zip: 1 } };
  expect(validate(fromJsonSchema(person), value)).toEqual({ valid: true, value });
});

test("a schema in code prints the JSON Schema that accepts the same", () => {
  const schema: Schema<object> = z.strictObject({ n: z.int().min(0), s: z.string().optional() });
  const printed = fromJsonSchema(toJsonSchema(schema));
  for (const value of [{ n: 0 }, { n: 1, s: "x" }, { n: -1 }, { s: "x" }, { n: 1, x: 1 }, 3]) {
    expect(validate(printed, value).valid).toBe(validate(schema, value).valid);
  }
  expect(toJsonSchema(schema)).not.toHaveProperty("$schema");
});

test("a schema that validates asynchronously is refused", () => {
  const schema = {
    "~standard": { ...fromJsonSchema(person)["~standard"], validate: async () => ({ value: 1 }) },
  };
  expect(() => validate(schema as unknown as Schema, 1)).toThrow("synchronously");
});
