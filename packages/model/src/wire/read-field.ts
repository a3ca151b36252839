import { isJsonObject } from "@agent-gym/core";
import type { Json, JsonObject } from "@agent-gym/core";

/** A field that should be text: `""` when it is missing, `null` or anything else. */
export function textField(object: JsonObject, name: string): string {
  const value = object[name];
  return typeof value === "string" ? value : "";
}

/** A field that should be an object: an empty one when it is not. */
export function objectField(object: JsonObject, name: string): JsonObject {
  const value = object[name];
  return isJsonObject(value) ? value : {};
}

/** A field that should be a list of objects: those of its entries that are. */
export function objectsField(object: JsonObject, name: string): readonly JsonObject[] {
  const value = object[name];
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

/** The first of some fields that holds a count: a finite number, not below 0. */
export function countField(object: JsonObject, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = object[name];
    if (typeof value === "number" && Number.isFinite(value) && value >= 0) return value;
  }
  return undefined;
}

/** A field that should be a list of numbers: `undefined` when it is not. */
export function numbersField(object: JsonObject, name: string): readonly number[] | undefined {
  const value = object[name];
  return Array.isArray(value) && (value as readonly Json[]).every((one) => typeof one === "number")
    ? (value as readonly number[])
    : undefined;
}
