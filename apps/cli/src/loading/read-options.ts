import {
  type EnvironmentDefinition,
  isJsonObject,
  type Json,
  type JsonObject,
  UsageError,
} from "@agent-gym/core";

import { describeOptions, optionSchema, typesOf } from "./describe-options.ts";
import { didYouMean } from "./near-names.ts";

/**
 * The options of an environment, with their defaults, out of what `--set` or a configuration says.
 *
 * @throws UsageError that names what there is, for an option that there is not or that does not fit.
 */
export function readOptions(definition: EnvironmentDefinition, raw: JsonObject): JsonObject {
  return definition.parseOptions(typeOptions(definition, raw));
}

/**
 * The same without defaults: each value as the type that its schema takes, so that `--set version=1.0`
 * is a text for an option that is one.
 *
 * @throws UsageError that names what there is, for an option that there is not.
 */
export function typeOptions(
  { name, optionsSchema }: Pick<EnvironmentDefinition, "name" | "optionsSchema">,
  raw: JsonObject,
): JsonObject {
  return fit(raw, { schema: optionsSchema, path: [], name }) as JsonObject;
}

interface Place {
  /** Of the whole. */
  readonly schema: JsonObject;
  readonly path: readonly string[];
  readonly name: string;
}

function fit(value: Json, { schema, path, name }: Place): Json {
  const own = optionSchema(schema, path);
  if (own === undefined) {
    const parent = optionSchema(schema, path.slice(0, -1));
    if (parent?.["additionalProperties"] === false) throw unknownOption(path, { schema, name });
    return value;
  }
  if (isJsonObject(value) && (path.length === 0 || isJsonObject(own["properties"]))) {
    const entries = Object.entries(value).map(([key, inner]) => [
      key,
      fit(inner, { schema, path: [...path, key], name }),
    ]);
    return Object.fromEntries(entries) as JsonObject;
  }
  return asTyped(value, typesOf(own));
}

function asTyped(value: Json, types: readonly string[]): Json {
  const isScalar = value === null || ["number", "boolean"].includes(typeof value);
  if (isScalar && types.length > 0 && types.every((type) => type === "string")) {
    return JSON.stringify(value);
  }
  const numeric = types.includes("number") || types.includes("integer");
  if (typeof value === "string" && numeric && !types.includes("string")) {
    const number = value.trim() === "" ? Number.NaN : Number(value);
    return Number.isFinite(number) ? number : value;
  }
  return value;
}

function unknownOption(
  path: readonly string[],
  { schema, name }: { readonly schema: JsonObject; readonly name: string },
): UsageError {
  const typed = path.join(".");
  const names = describeOptions(schema).map((option) => option.path);
  const has = names.length === 0 ? "it has none" : `it has ${names.join(", ")}`;
  return new UsageError(
    `Options of environment ${name}: there is no "${typed}".${didYouMean(typed, names)} As agent-gym envs tells, ${has}.`,
    { code: "unknown-option" },
  );
}
