import type { Json } from "@agent-gym/core";

/** A copy that nobody can change, to its last corner: what a tool gets of a world is no way into it. */
export function frozenCopy<Value extends Json>(value: Value): Value {
  return frozen(structuredClone(value));
}

function frozen<Value>(value: Value): Value {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
}
