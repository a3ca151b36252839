import { isJsonObject, type Json, type JsonObject, jsonSchemaProblems } from "@agent-gym/core";

const typeNames = ["object", "array", "string", "number", "integer", "boolean", "null"];

/**
 * What is wrong with a JSON Schema that a person wrote: types that there are not, members of the wrong
 * kind, patterns and references that can't be read. It catches slips; it is no complete check.
 */
export function jsonSchemaFaults(schema: JsonObject, place: string): readonly string[] {
  const faults = schemaFaults(schema, place, schema);
  if (faults.length > 0) return faults;
  try {
    jsonSchemaProblems(schema, {});
    return [];
  } catch (error) {
    return [`${place}: it can't be used as a JSON Schema: ${(error as Error).message}`];
  }
}

function schemaFaults(schema: Json, place: string, root: JsonObject): readonly string[] {
  if (typeof schema === "boolean") return [];
  if (!isJsonObject(schema))
    return [`${place}: expected a JSON Schema, came ${JSON.stringify(schema)}`];
  const { type, properties, required, enum: values, pattern, $ref, items } = schema;
  const faults: string[] = [];
  const types = Array.isArray(type) ? (type as readonly Json[]) : [type ?? "object"];
  const unknown = types.find((one) => typeof one !== "string" || !typeNames.includes(one));
  if (unknown !== undefined) {
    faults.push(`${place}.type: ${JSON.stringify(unknown)} is no type (${typeNames.join(", ")})`);
  }
  if (properties !== undefined && !isJsonObject(properties)) {
    faults.push(`${place}.properties: expected an object of schemas`);
  } else {
    for (const [name, inner] of Object.entries(properties ?? {})) {
      faults.push(...schemaFaults(inner, `${place}.properties.${name}`, root));
    }
  }
  if (required !== undefined && !isTexts(required)) {
    faults.push(`${place}.required: expected a list of names`);
  }
  if (values !== undefined && !Array.isArray(values)) {
    faults.push(`${place}.enum: expected a list of values`);
  }
  if (pattern !== undefined && !isPattern(pattern)) {
    faults.push(`${place}.pattern: ${JSON.stringify(pattern)} is no regular expression`);
  }
  if ($ref !== undefined && !isLocalReference($ref, root)) {
    faults.push(`${place}.$ref: ${JSON.stringify($ref)} names nothing in this schema`);
  }
  if (items !== undefined) faults.push(...schemaFaults(items, `${place}.items`, root));
  for (const key of ["anyOf", "oneOf", "allOf"]) {
    const list = schema[key];
    if (list === undefined) continue;
    if (!Array.isArray(list)) faults.push(`${place}.${key}: expected a list of schemas`);
    else {
      list.forEach((inner, index) =>
        faults.push(...schemaFaults(inner as Json, `${place}.${key}.${index}`, root)),
      );
    }
  }
  return faults;
}

function isTexts(value: Json): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

function isPattern(value: Json): boolean {
  if (typeof value !== "string") return false;
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function isLocalReference(reference: Json, root: JsonObject): boolean {
  if (typeof reference !== "string" || !reference.startsWith("#")) return false;
  let current: Json | undefined = root;
  for (const part of reference.split("/").slice(1)) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    if (!isJsonObject(current) || !Object.hasOwn(current, name)) return false;
    current = current[name];
  }
  return true;
}
