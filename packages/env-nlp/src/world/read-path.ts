import type { Json } from "@agent-gym/core";

/**
 * The value at a dotted path (`address.city`, `lines.0.price`); `undefined` when there is none. Only
 * what the value itself holds: never a prototype's member.
 */
export function readPath(value: Json | undefined, path: string): Json | undefined {
  let current: Json | undefined = value;
  for (const name of path.split(".")) {
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, name)) {
      return undefined;
    }
    if (Array.isArray(current) && name === "length") return undefined;
    current = (current as Readonly<Record<string, Json>>)[name];
  }
  return current;
}
