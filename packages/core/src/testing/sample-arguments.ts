import { isJsonObject, type Json, type JsonObject } from "../json/json.ts";
import { jsonSchemaProblems } from "../schema/from-json-schema.ts";
import type { ToolSpec } from "../tool/tool.ts";

/** What stands where a schema leaves the choice. */
export interface Filling {
  readonly text: string;
  readonly number: number;
  /** Optional members as well. */
  readonly all: boolean;
}

/** Arguments that a tool's schema accepts, made up out of it; `undefined` when none were found. */
export function sampleArguments(tool: ToolSpec, filling: Filling): JsonObject | undefined {
  const value = sample(tool.parameters, { ...filling, root: tool.parameters, depth: 0 });
  const isLegal = isJsonObject(value) && jsonSchemaProblems(tool.parameters, value).length === 0;
  return isLegal ? value : undefined;
}

interface Making extends Filling {
  readonly root: JsonObject;
  readonly depth: number;
}

function sample(schema: Json | undefined, making: Making): Json {
  if (!isJsonObject(schema) || making.depth > 8) return making.text;
  const deeper = { ...making, depth: making.depth + 1 };
  if (schema["const"] !== undefined) return schema["const"];
  for (const key of ["enum", "anyOf", "oneOf", "allOf"]) {
    const list = schema[key];
    if (!Array.isArray(list)) continue;
    const first = (list as readonly Json[])[0] ?? null;
    return key === "enum" ? first : sample(first, deeper);
  }
  const reference = schema["$ref"];
  if (typeof reference === "string") {
    const name = /^#\/\$defs\/(.+)$/u.exec(reference)?.[1] ?? "";
    return sample((making.root["$defs"] as JsonObject | undefined)?.[name], deeper);
  }
  const { type } = schema;
  const kind: Json | undefined = Array.isArray(type) ? (type as readonly Json[])[0] : type;
  switch (kind) {
    case "null":
      return null;
    case "boolean":
      return making.all;
    case "integer":
    case "number":
      return between(schema, making.number);
    case "array": {
      const count = Math.max(Number(schema["minItems"] ?? 0), making.all ? 1 : 0);
      return Array.from({ length: count }, () => sample(schema["items"], deeper));
    }
    case "string":
      return making.text
        .padEnd(Number(schema["minLength"] ?? 0), "a")
        .slice(0, Number(schema["maxLength"] ?? Infinity));
    default:
      return kind === "object" || schema["properties"] !== undefined
        ? sampleObject(schema, deeper)
        : making.text;
  }
}

function sampleObject(schema: JsonObject, making: Making): JsonObject {
  const properties = (schema["properties"] ?? {}) as JsonObject;
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => making.all || required.has(name))
      .map(([name, one]) => [name, sample(one, making)]),
  );
}

function between(schema: JsonObject, wanted: number): number {
  const least = Number(schema["minimum"] ?? Number(schema["exclusiveMinimum"] ?? -Infinity) + 1);
  const most = Number(schema["maximum"] ?? Number(schema["exclusiveMaximum"] ?? Infinity) - 1);
  return Math.min(Math.max(wanted, least), most);
}
