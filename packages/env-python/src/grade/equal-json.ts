import { isJsonObject, type Json } from "@agent-gym/core";

/** Whether two JSON values say the same; numbers may differ by a rounding. */
export function equalJson(left: Json, right: Json): boolean {
  if (typeof left === "number" && typeof right === "number") {
    return left === right || Math.abs(left - right) <= 1e-9 * Math.max(Math.abs(left), 1e-300);
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((item: Json, index) => equalJson(item, right[index] as Json))
    );
  }
  if (isJsonObject(left) && isJsonObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every(
        (name) => Object.hasOwn(right, name) && equalJson(left[name] ?? null, right[name] ?? null),
      )
    );
  }
  return left === right;
}
