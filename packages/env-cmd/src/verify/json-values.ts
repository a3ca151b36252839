import { isJsonObject, type Json } from "@agent-gym/core";

/** The value at a JSON Pointer (RFC 6901); `undefined` when there is none. */
export function valueAt(document: Json, pointer: string): Json | undefined {
  let value: Json | undefined = document;
  for (const part of pointer.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    if (Array.isArray(value)) {
      value = /^(?:0|[1-9]\d*)$/.test(key) ? (value as readonly Json[])[Number(key)] : undefined;
    } else if (isJsonObject(value) && Object.hasOwn(value, key)) {
      value = value[key];
    } else {
      return undefined;
    }
  }
  return value;
}

/** How strictly two values are compared. */
export interface SameJsonOptions {
  /** By how much numbers may differ, anywhere in the value. */
  readonly tolerance: number;
  /** The order of the elements does not count, if the value is an array. */
  readonly unordered: boolean;
}

/** Whether two values are the same; the order of an object's keys never counts. */
export function sameJson(found: Json, expected: Json, options: SameJsonOptions): boolean {
  const { tolerance, unordered } = options;
  const same = (one: Json, other: Json): boolean =>
    sameJson(one, other, { tolerance, unordered: false });
  if (typeof found === "number" && typeof expected === "number") {
    return isNear(found, expected, tolerance);
  }
  if (Array.isArray(found) && Array.isArray(expected)) {
    const left = [...(found as readonly Json[])];
    if (left.length !== expected.length) return false;
    return (expected as readonly Json[]).every((element, index) => {
      if (!unordered) return same(left[index] as Json, element);
      const at = left.findIndex((candidate) => same(candidate, element));
      if (at !== -1) left.splice(at, 1);
      return at !== -1;
    });
  }
  if (isJsonObject(found) && isJsonObject(expected)) {
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(found).length &&
      keys.every(
        (key) => Object.hasOwn(found, key) && same(found[key] as Json, expected[key] as Json),
      )
    );
  }
  return found === expected;
}

/**
 * Whether two numbers differ by no more than that, rounding of the difference itself aside. How much
 * rounding is forgiven depends on the expected number alone: an infinite number, which JSON can
 * spell as `1e999`, is near no other.
 */
export function isNear(found: number, expected: number, tolerance: number): boolean {
  if (found === expected) return true;
  const slack = tolerance === 0 ? 0 : Number.EPSILON * Math.abs(expected);
  return Number.isFinite(found) && Math.abs(found - expected) <= tolerance + slack;
}
