/**
 * Where a value stops being plain JSON, that is, what survives `JSON.stringify` and back unchanged;
 * `undefined` when it is.
 */
export function jsonFault(
  value: unknown,
  path = "",
  above: readonly object[] = [],
): string | undefined {
  const place = path === "" ? "the value" : path.slice(1);
  if (value === null || typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number") {
    return Number.isFinite(value) ? undefined : `${place} is ${String(value)}`;
  }
  if (typeof value !== "object") return `${place} is ${typeof value}`;
  if (above.includes(value)) return `${place} holds itself`;
  const within = [...above, value];
  if (Array.isArray(value)) {
    for (const [index, one] of value.entries()) {
      const fault = jsonFault(one, `${path}.${index}`, within);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    return `${place} is a ${value.constructor.name}`;
  }
  for (const [name, one] of Object.entries(value)) {
    const fault = jsonFault(one, `${path}.${name}`, within);
    if (fault !== undefined) return fault;
  }
  return undefined;
}
