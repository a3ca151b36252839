import type { Json } from "@agent-gym/core";

/**
 * JSON as Python's `json.dumps(value, ensure_ascii=False)` spaces it: `{"a": 1, "b": [2, 3]}`. Chat
 * templates print it so; other spacing would be other tokens.
 */
export function writeJson(value: Json): string {
  // `JSON.stringify` drops the sign.
  if (Object.is(value, -0)) return "-0";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (isArray(value)) return `[${value.map(writeJson).join(", ")}]`;
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${writeJson(member)}`,
  );
  return `{${members.join(", ")}}`;
}

// `Array.isArray` does not narrow a readonly array.
function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
