import { isJsonObject, type Json } from "@agent-gym/core";

import { idField } from "../world/id-field.ts";
import type { Tables } from "../world/world-state.ts";

/**
 * Ids in a result of which nothing else knows: neither a row, nor a field of a row, nor the call. A
 * model that shows such a thing has made it up, and a later call would not find it.
 */
export function unknownIds(
  result: Json,
  known: { readonly tables: Tables; readonly args: Json },
): readonly string[] {
  const texts = new Set<string>();
  collectTexts(known.args, texts);
  for (const rows of Object.values(known.tables)) for (const row of rows) collectTexts(row, texts);
  const unknown = new Set<string>();
  collectIds(result, unknown);
  return [...unknown].filter((id) => !texts.has(id));
}

function collectTexts(value: Json, texts: Set<string>): void {
  if (typeof value === "string") texts.add(value);
  else if (typeof value === "object" && value !== null) {
    for (const inner of Object.values(value)) collectTexts(inner, texts);
  }
}

function collectIds(value: Json, ids: Set<string>): void {
  if (Array.isArray(value)) {
    for (const inner of value) collectIds(inner as Json, ids);
  } else if (isJsonObject(value)) {
    for (const [name, inner] of Object.entries(value)) {
      if (idField.test(name)) collectTexts(inner, ids);
      else collectIds(inner, ids);
    }
  }
}
