import canonicalize from "canonicalize";

import type { Json } from "./json.ts";

/**
 * The one text of a JSON value: keys sorted, no white space (RFC 8785). Equal values give equal
 * text, whatever the order in which their keys were written.
 */
export function canonicalJson(value: Json): string {
  return canonicalize(value) ?? "null";
}
