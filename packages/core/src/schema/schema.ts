import type { StandardJSONSchemaV1, StandardSchemaV1 } from "@standard-schema/spec";

/**
 * Something that validates a value and prints itself as JSON Schema: zod ≥ 4.2, valibot, arktype,
 * or what {@link fromJsonSchema} makes of a plain JSON Schema. Validation must be synchronous.
 *
 * See https://standardschema.dev (Standard Schema and Standard JSON Schema, version 1).
 */
export interface Schema<Out = unknown> {
  /** The members of Standard Schema and of Standard JSON Schema, version 1. */
  readonly "~standard": StandardSchemaV1.Props<unknown, Out> &
    StandardJSONSchemaV1.Props<unknown, Out>;
}

/** The type of a schema's validated value. */
export type SchemaOutput<S extends Schema> = S extends Schema<infer Out> ? Out : never;
