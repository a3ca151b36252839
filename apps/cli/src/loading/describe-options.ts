import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

/** One option of an environment, as its schema tells it. */
export interface OptionFacts {
  /** As behind `--set`: `judge.model`. */
  readonly path: string;
  /** As in `text`, `whole number ≥ 200`, `en or zh`. */
  readonly type: string;
  readonly required: boolean;
  /** Absent where there is none. */
  readonly default?: Json;
  /** Empty where its author wrote none. */
  readonly description: string;
}

/** An environment's options out of their JSON Schema, those of objects by their paths. */
export function describeOptions(schema: JsonObject, prefix = ""): readonly OptionFacts[] {
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return Object.entries(propertiesOf(schema)).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    if (Object.keys(propertiesOf(property)).length > 0) {
      return describeOptions(property, `${path}.`);
    }
    const { description, default: value } = property;
    return [
      {
        path,
        type: typeWords(property),
        // With a default nobody has to say it.
        required: required.includes(name) && value === undefined,
        ...(value === undefined ? {} : { default: value }),
        description: typeof description === "string" ? description : "",
      },
    ];
  });
}

/** The schema of one option by its path; `undefined` where there is none. */
export function optionSchema(
  schema: JsonObject,
  [name, ...rest]: readonly string[],
): JsonObject | undefined {
  if (name === undefined) return schema;
  const properties = propertiesOf(schema);
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  return property === undefined ? undefined : optionSchema(property, rest);
}

/** The types that a schema takes, as JSON Schema calls them; empty where it does not say. */
export function typesOf(schema: JsonObject): readonly string[] {
  const { type, enum: values, const: value } = schema;
  if (typeof type === "string") return [type];
  if (Array.isArray(type)) return type.filter((one) => typeof one === "string");
  const constants = Array.isArray(values) ? values : value === undefined ? [] : [value];
  if (constants.length > 0) {
    return constants.map((one) =>
      one === null ? "null" : Array.isArray(one) ? "array" : typeof one,
    );
  }
  return alternatives(schema).flatMap(typesOf);
}

function propertiesOf(schema: JsonObject): Readonly<Record<string, JsonObject>> {
  const { properties } = schema;
  if (!isJsonObject(properties)) return {};
  const entries = Object.entries(properties).filter((entry): entry is [string, JsonObject] =>
    isJsonObject(entry[1]),
  );
  return Object.fromEntries(entries);
}

function alternatives(schema: JsonObject): readonly JsonObject[] {
  const among = schema["anyOf"] ?? schema["oneOf"];
  return Array.isArray(among) ? among.filter(isJsonObject) : [];
}

const words: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  number: "number",
  boolean: "true or false",
  object: "JSON object",
  array: "JSON list",
  null: "null",
};

function typeWords(schema: JsonObject): string {
  const { enum: values, const: value } = schema;
  if (Array.isArray(values)) return values.map(plain).join(" or ");
  if (value !== undefined) return plain(value);
  const among = alternatives(schema);
  if (among.length > 0) return [...new Set(among.map(typeWords))].join(" or ");
  const type = typesOf(schema).map((one) => words[one] ?? one);
  return [type.length === 0 ? "any JSON" : type.join(" or "), ...bounds(schema)].join(" ");
}

function bounds(schema: JsonObject): readonly string[] {
  const signs = [
    ["minimum", "≥"],
    ["exclusiveMinimum", ">"],
    ["maximum", "≤"],
    ["exclusiveMaximum", "<"],
  ] as const;
  return signs.flatMap(([key, sign]) => {
    const bound = schema[key];
    // What every safe integer keeps to is no news.
    if (typeof bound !== "number" || Math.abs(bound) >= Number.MAX_SAFE_INTEGER) return [];
    return [`${sign} ${bound}`];
  });
}

function plain(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
