import { canonicalJson } from "../json/canonical-json.ts";
import type { Json } from "../json/json.ts";

/** @throws Error with what was expected and what came. */
export function check(holds: boolean, message: string): asserts holds {
  if (!holds) throw new Error(message);
}

/** @throws Error where two values differ as JSON. */
export function same(actual: Json, expected: Json, what: string): void {
  const [came, wanted] = [canonicalJson(actual), canonicalJson(expected)];
  check(came === wanted, `${what}: expected ${shortened(wanted)}, got ${shortened(came)}`);
}

function shortened(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}
