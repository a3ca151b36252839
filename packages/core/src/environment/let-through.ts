import { isJsonObject, type JsonObject } from "../json/json.ts";
import type { Schema } from "../schema/schema.ts";
import { toJsonSchema } from "../schema/validate.ts";
import { wellKnownTaskFields } from "../task/create-tasks.ts";

/**
 * A task schema that passes over the well-known fields that it does not name, however strict it is.
 * One that lets them through by itself stays as it is.
 */
export function letThrough<Data>(schema: Schema<Data>): Schema<Data> {
  const named = toJsonSchema(schema);
  const composed = ["anyOf", "oneOf", "allOf"].some((keyword) => keyword in named);
  if (named["additionalProperties"] !== false && !composed) return schema;
  const properties = isJsonObject(named["properties"]) ? named["properties"] : {};
  const passed: readonly string[] = wellKnownTaskFields.filter((field) => !(field in properties));
  const wide: JsonObject =
    named["additionalProperties"] === false
      ? {
          ...named,
          properties: { ...Object.fromEntries(passed.map((f) => [f, {}])), ...properties },
        }
      : named;
  return {
    "~standard": {
      ...schema["~standard"],
      validate: (value) => {
        if (!isJsonObject(value)) return schema["~standard"].validate(value);
        const own = Object.entries(value).filter(([field]) => !passed.includes(field));
        return schema["~standard"].validate(Object.fromEntries(own));
      },
      jsonSchema: { input: () => wide, output: () => wide },
    },
  };
}
