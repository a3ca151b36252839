import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

/** Most parts of one tool's schema, and most levels; what has more is not looked at. */
const mostParts = 2_000;
const mostLevels = 60;

/** Words whose cost a stranger can make as high as wanted, or that are written out. */
const leftOut: ReadonlySet<string> = new Set([
  "pattern",
  "patternProperties",
  "propertyNames",
  "dependentSchemas",
  "unevaluatedProperties",
  "unevaluatedItems",
  "$defs",
  "definitions",
  "$id",
  "$anchor",
  "$dynamicAnchor",
  "$schema",
]);
const references: readonly string[] = ["$ref", "$dynamicRef", "$recursiveRef"];
const data: ReadonlySet<string> = new Set(["enum", "const", "default", "examples", "required"]);

/**
 * A tool's schema as a server lists it, in a form that is checked in time proportional to the
 * arguments, whoever wrote it: references are written out, those that lead back to themselves accept
 * anything, and regular expressions are told in the description and left to the server. `undefined`
 * where it is too large, or a reference leads nowhere.
 */
export function plainSchema(schema: JsonObject): JsonObject | undefined {
  let parts = 0;
  const count = (level: number): void => {
    parts += 1;
    if (parts > mostParts || level > mostLevels) throw new UnusableSchemaError();
  };
  const copy = (value: Json, level: number): Json => {
    count(level);
    if (Array.isArray(value)) return value.map((one) => copy(one as Json, level + 1));
    if (!isJsonObject(value)) return value;
    return each(value, (one) => copy(one, level + 1));
  };
  const write = (value: Json, level: number, open: readonly string[]): Json => {
    count(level);
    if (Array.isArray(value)) return value.map((one) => write(one as Json, level + 1, open));
    if (!isJsonObject(value)) return value;
    const reference = references.map((word) => value[word]).find((word) => word !== undefined);
    if (typeof reference === "string") {
      if (open.includes(reference)) return {};
      return write(referred(schema, reference), level + 1, [...open, reference]);
    }
    const written = each(value, (one, word) => {
      if (leftOut.has(word)) return undefined;
      if (data.has(word)) return copy(one, level + 1);
      if (word !== "properties" || !isJsonObject(one)) return write(one, level + 1, open);
      count(level + 1);
      return each(one, (property) => write(property, level + 2, open));
    });
    const { pattern, description } = value;
    if (typeof pattern !== "string" || pattern.length > 200) return written;
    const told = `Must match ${pattern}`;
    return {
      ...written,
      description: typeof description === "string" ? `${description} ${told}` : told,
    };
  };
  try {
    const plain = write(schema, 0, []);
    return isJsonObject(plain) ? { ...plain, type: "object" } : undefined;
  } catch (error) {
    if (error instanceof UnusableSchemaError) return undefined;
    throw error;
  }
}

class UnusableSchemaError extends Error {}

function each(
  object: JsonObject,
  change: (value: Json, name: string) => Json | undefined,
): JsonObject {
  const changed = Object.entries(object).flatMap(([name, value]): [string, Json][] => {
    const one = change(value, name);
    return one === undefined ? [] : [[name, one]];
  });
  return Object.fromEntries(changed);
}

/** What a reference within the schema leads to; others are not followed. */
function referred(schema: JsonObject, reference: string): Json {
  if (!reference.startsWith("#")) throw new UnusableSchemaError();
  let found: Json = schema;
  for (const word of reference.slice(1).split("/").slice(1)) {
    const name = word.replaceAll("~1", "/").replaceAll("~0", "~");
    const holder: object = typeof found === "object" && found !== null ? found : {};
    const next = Object.entries(holder).find(([one]) => one === name) as [string, Json] | undefined;
    if (next === undefined) throw new UnusableSchemaError();
    [, found] = next;
  }
  return found;
}
