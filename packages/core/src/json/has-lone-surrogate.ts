import type { Json } from "./json.ts";

/**
 * Whether some text of a value is no Unicode: half of a surrogate pair stands alone in it. JSON can
 * spell it, but canonical JSON (RFC 8785), UTF-8 and most programs refuse it.
 */
export function hasLoneSurrogate(value: Json): boolean {
  if (typeof value === "string") return /\p{Surrogate}/u.test(value);
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) return value.some(hasLoneSurrogate);
  return Object.entries(value).some(
    ([name, one]) => hasLoneSurrogate(name) || hasLoneSurrogate(one),
  );
}
