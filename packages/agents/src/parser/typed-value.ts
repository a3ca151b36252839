import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

import { ForwardSearch } from "./forward-search.ts";
import { readJson } from "./read-json.ts";

/**
 * The value of a parameter that was written without quotes, as its JSON Schema has it: a string where
 * the schema takes only strings or says nothing, else the JSON it spells, else the string.
 */
export function typedValue(text: string, tool: JsonObject | undefined, parameter: string): Json {
  const properties = tool?.["properties"];
  const schema =
    isJsonObject(properties) && Object.hasOwn(properties, parameter)
      ? properties[parameter]
      : undefined;
  const types = tool === undefined ? new Set<string>() : schemaTypes(schema, tool, 0);
  if (types.size === 0) return text;
  if (types.size === 1 && types.has("string")) return text;
  const value = jsonValue(text.trim());
  if (value === undefined) return text;
  const type = typeOf(value);
  const fits = types.has(type) || (type === "integer" && types.has("number"));
  // A string that the schema takes beats a value that it does not.
  return fits || !types.has("string") ? value : text;
}

/** The JSON that a text spells, Python's literals included; `undefined` when it spells none. */
export function jsonValue(text: string): Json | undefined {
  if (text === "True") return true;
  if (text === "False") return false;
  if (text === "None") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    if (!text.startsWith("{") && !text.startsWith("[")) return undefined;
    const reading = readJson(new ForwardSearch(text), 0);
    return reading.ok && reading.end === text.length ? reading.value : undefined;
  }
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return Number.isInteger(value) ? "integer" : typeof value;
}

function schemaTypes(schema: Json | undefined, root: JsonObject, depth: number): Set<string> {
  const types = new Set<string>();
  // A schema that refers to itself has no end.
  if (!isJsonObject(schema) || depth > 8) return types;
  const { type, $ref } = schema;
  for (const name of Array.isArray(type) ? type : [type]) {
    if (typeof name === "string") types.add(name);
  }
  if (types.size > 0) return types;
  const values: readonly Json[] = [
    ...(Array.isArray(schema["enum"]) ? schema["enum"] : []),
    ...("const" in schema ? [schema["const"] ?? null] : []),
  ];
  for (const value of values) types.add(typeOf(value));
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const options = schema[key];
    if (!Array.isArray(options)) continue;
    for (const option of options) {
      for (const name of schemaTypes(option, root, depth + 1)) types.add(name);
    }
  }
  if (typeof $ref === "string") {
    for (const name of schemaTypes(resolve($ref, root), root, depth + 1)) types.add(name);
  }
  return types;
}

function resolve(reference: string, root: JsonObject): Json | undefined {
  let place: Json | undefined = root;
  for (const part of reference.split("/").slice(1)) {
    place = isJsonObject(place) && Object.hasOwn(place, part) ? place[part] : undefined;
  }
  return reference.startsWith("#/") ? place : undefined;
}
