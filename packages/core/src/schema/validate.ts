import type { JsonObject } from "../json/json.ts";
import type { Schema } from "./schema.ts";

/** A validated value, or everything that was wrong with it, one readable line per fault. */
export type Validation<Out> =
  | {
      readonly valid: true;
      /** As the schema returned it: with defaults, without what it strips. */
      readonly value: Out;
    }
  | {
      readonly valid: false;
      /** At least one; each reads `path: what is wrong`. */
      readonly problems: readonly string[];
    };

/**
 * Validates without throwing. Each problem reads `path: what is wrong`; the path is dotted, and
 * absent for the value itself.
 *
 * @throws TypeError when the schema validates asynchronously.
 */
export function validate<Out>(schema: Schema<Out>, value: unknown): Validation<Out> {
  const result = schema["~standard"].validate(value);
  if (result instanceof Promise) {
    throw new TypeError("A schema must validate synchronously; this one returned a promise.");
  }
  if (result.issues === undefined) return { valid: true, value: result.value };
  const problems = result.issues.map(({ message, path }) => {
    const place = (path ?? []).map((part) => (typeof part === "object" ? part.key : part));
    return place.length === 0 ? message : `${place.map(String).join(".")}: ${message}`;
  });
  return { valid: false, problems };
}

/** The JSON Schema (draft 2020-12) of what a schema accepts, without its `$schema` line. */
export function toJsonSchema(schema: Schema): JsonObject {
  const { $schema: _, ...rest } = schema["~standard"].jsonSchema.input({
    target: "draft-2020-12",
  });
  return rest as JsonObject;
}
