import { canonicalJson } from "./canonical-json.ts";
import type { Json } from "./json.ts";

/** SHA-256 of bytes, or of a text's UTF-8, as 64 lower-case hexadecimal digits. */
export async function digestBytes(data: string | Uint8Array): Promise<string> {
  const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
  const hash = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** SHA-256 of a value's canonical JSON (RFC 8785): equal values have equal digests. */
export async function digestJson(value: Json): Promise<string> {
  return digestBytes(canonicalJson(value));
}
