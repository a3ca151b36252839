import { isJsonObject, type Json, type JsonObject } from "../json/json.ts";

const types = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);
const maps = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas"];
const lists = ["allOf", "anyOf", "oneOf", "prefixItems"];
const singles = [
  ..."items additionalProperties contains not if then else propertyNames".split(" "),
  ..."unevaluatedItems unevaluatedProperties".split(" "),
];
const counts =
  "minLength maxLength minItems maxItems minProperties maxProperties minContains maxContains".split(
    " ",
  );
const numbers = "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf".split(" ");

/**
 * What makes a value no JSON Schema (draft 2020-12, the core, applicator and validation
 * vocabularies), with its place; `undefined` when it is one. References must lead somewhere within it.
 *
 * See https://json-schema.org/draft/2020-12/json-schema-validation
 */
export function jsonSchemaFault(schema: unknown): string | undefined {
  const fault = (value: Json | undefined, place: string): string | undefined => {
    if (typeof value === "boolean") return undefined;
    if (!isJsonObject(value)) return `${place} is no schema`;
    return keywordFault(value, place) ?? inner(value, place);
  };
  const keywordFault = (value: JsonObject, place: string): string | undefined => {
    const { type, required, pattern, enum: values, $ref } = value;
    if (type !== undefined) {
      const all: readonly Json[] = Array.isArray(type) ? type : [type];
      const wrong = all.find((one) => typeof one !== "string" || !types.has(one));
      if (wrong !== undefined) return `${place}.type is ${JSON.stringify(wrong)}`;
    }
    if (values !== undefined && !Array.isArray(values)) return `${place}.enum is no list`;
    const names: readonly Json[] | undefined = Array.isArray(required) ? required : undefined;
    if (required !== undefined && names?.every((one) => typeof one === "string") !== true) {
      return `${place}.required is no list of names`;
    }
    const countless = counts.find((key) => key in value && !isCount(value[key]));
    if (countless !== undefined) return `${place}.${countless} is no count`;
    const unsized = numbers.find((key) => key in value && typeof value[key] !== "number");
    if (unsized !== undefined) return `${place}.${unsized} is no number`;
    if (pattern !== undefined && !isPattern(pattern)) return `${place}.pattern is no pattern`;
    if (typeof $ref === "string" && !leadsSomewhere($ref, schema)) {
      return `${place}.$ref leads nowhere: ${$ref}`;
    }
    return undefined;
  };
  const inner = (value: JsonObject, place: string): string | undefined => {
    for (const key of maps) {
      const map = value[key];
      if (map === undefined) continue;
      if (!isJsonObject(map)) return `${place}.${key} is no object`;
      for (const [name, one] of Object.entries(map)) {
        const found = fault(one, `${place}.${key}.${name}`);
        if (found !== undefined) return found;
      }
    }
    for (const key of lists) {
      const list = value[key];
      if (list === undefined) continue;
      if (!Array.isArray(list)) return `${place}.${key} is no list`;
      for (const [index, one] of (list as readonly Json[]).entries()) {
        const found = fault(one, `${place}.${key}.${index}`);
        if (found !== undefined) return found;
      }
    }
    for (const key of singles) {
      const found = key in value ? fault(value[key], `${place}.${key}`) : undefined;
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return fault(schema as Json, "schema");
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0;
}

function isPattern(value: Json): boolean {
  try {
    return typeof value === "string" && new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function leadsSomewhere(reference: string, root: unknown): boolean {
  if (!reference.startsWith("#/")) return reference === "#";
  let at: unknown = root;
  for (const part of reference.slice(2).split("/")) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    at = (at as Record<string, unknown> | undefined)?.[name];
  }
  return at !== undefined;
}
