import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

/** Arguments with the defaults that the tool's JSON Schema gives to those that are missing. */
export function withDefaults(schema: JsonObject, value: JsonObject): JsonObject {
  const { properties } = schema;
  if (!isJsonObject(properties)) return value;
  const filled: Record<string, Json> = { ...value };
  for (const [name, inner] of Object.entries(properties)) {
    if (!isJsonObject(inner)) continue;
    const given = filled[name];
    if (given === undefined && inner["default"] !== undefined) filled[name] = inner["default"];
    else if (isJsonObject(given)) filled[name] = withDefaults(inner, given);
  }
  return filled;
}
