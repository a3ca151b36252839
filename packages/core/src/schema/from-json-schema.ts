import { Validator } from "@cfworker/json-schema";

import type { JsonObject } from "../json/json.ts";
import type { Schema } from "./schema.ts";

// An interpreter, not a compiler: a hostile schema never becomes code.
const validators = new WeakMap<JsonObject, Validator>();

function validatorOf(schema: JsonObject): Validator {
  let validator = validators.get(schema);
  if (validator === undefined) {
    validator = new Validator(schema, "2020-12", false);
    validators.set(schema, validator);
  }
  return validator;
}

/**
 * What a value breaks in a JSON Schema (draft 2020-12): readable lines, deepest place first named,
 * at most ten; empty when the value is valid. Compiled once per schema object.
 */
export function jsonSchemaProblems(schema: JsonObject, value: unknown): readonly string[] {
  const { valid, errors } = validatorOf(schema).validate(value);
  if (valid) return [];
  const lines = errors
    .filter(({ keyword }) => keyword !== "properties" && keyword !== "items" && keyword !== "$ref")
    .map(({ instanceLocation, error }) => {
      const place = instanceLocation.replace(/^#\/?/, "").replaceAll("/", ".");
      return place === "" ? error : `${place}: ${error}`;
    });
  return (lines.length === 0 ? errors.map(({ error }) => error) : lines).slice(0, 10);
}

/** A {@link Schema} out of a plain JSON Schema (draft 2020-12), as MCP servers and data files give. */
export function fromJsonSchema<Out = JsonObject>(jsonSchema: JsonObject): Schema<Out> {
  return {
    "~standard": {
      version: 1,
      vendor: "agent-gym",
      validate: (value) => {
        const problems = jsonSchemaProblems(jsonSchema, value);
        return problems.length === 0
          ? { value: value as Out }
          : { issues: problems.map((message) => ({ message })) };
      },
      jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
    },
  };
}
