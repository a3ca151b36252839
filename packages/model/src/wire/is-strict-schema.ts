import { isJsonObject } from "@agent-gym/core";
import type { Json, JsonObject } from "@agent-gym/core";

/**
 * Whether a JSON Schema fits the terms of `strict: true`: every object in it is closed and requires
 * all its properties. A server that has the strict mode refuses any other schema in it.
 */
export function isStrictSchema(schema: JsonObject): boolean {
  return isStrict(schema);
}

function isStrict(value: Json): boolean {
  if (Array.isArray(value)) return (value as readonly Json[]).every(isStrict);
  if (!isJsonObject(value)) return true;
  if (value["type"] === "object" || "properties" in value) {
    if (value["additionalProperties"] !== false) return false;
    const names = isJsonObject(value["properties"]) ? Object.keys(value["properties"]) : [];
    const required = Array.isArray(value["required"]) ? (value["required"] as readonly Json[]) : [];
    if (!names.every((name) => required.includes(name))) return false;
  }
  return Object.values(value).every(isStrict);
}
