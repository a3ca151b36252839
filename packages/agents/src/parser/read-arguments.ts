import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

import { ForwardSearch } from "./forward-search.ts";
import type { ParseFlag } from "./parse-flag.ts";
import { readJson } from "./read-json.ts";

/** Arguments that a tool can be given, or why there are none. */
export type ArgumentsReading =
  | {
      readonly ok: true;
      readonly arguments: JsonObject;
      readonly repaired: boolean;
      readonly flags: readonly ParseFlag[];
    }
  | { readonly ok: false; readonly flag: ParseFlag; readonly problem: string };

const notAnObject = {
  ok: false,
  flag: "arguments-not-object",
  problem: "its arguments are not a JSON object",
} as const;

/** Arguments as a value: an object; JSON text of one, as some models write it twice; or nothing. */
export function readArguments(value: Json | undefined): ArgumentsReading {
  if (value === undefined || value === null) {
    return { ok: true, arguments: {}, repaired: false, flags: [] };
  }
  if (isJsonObject(value)) return { ok: true, arguments: value, repaired: false, flags: [] };
  return typeof value === "string" ? readObjectText(value) : notAnObject;
}

/** Arguments as the text of a native call: an object, JSON text of one, or nothing at all. */
export function readArgumentsText(text: string): ArgumentsReading {
  const trimmed = text.trim();
  if (!trimmed.startsWith('"')) return readObjectText(trimmed);
  try {
    return readObjectText(JSON.parse(trimmed) as string);
  } catch {
    return notAnObject;
  }
}

function readObjectText(text: string): ArgumentsReading {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed === "null") {
    return { ok: true, arguments: {}, repaired: false, flags: [] };
  }
  if (!trimmed.startsWith("{")) return notAnObject;
  const reading = readJson(new ForwardSearch(trimmed), 0);
  if (!reading.ok) return reading;
  const { value, repaired, end } = reading;
  const rest = trimmed.slice(end).trim();
  if (rest !== "" && !/^[}\]]+$/.test(rest)) {
    // A second object: two calls that a server ran together, and nobody knows whose are whose.
    return {
      ok: false,
      flag: "invalid-json",
      problem: "its arguments go on after their closing bracket",
    };
  }
  if (!isJsonObject(value)) return notAnObject;
  if (rest === "") return { ok: true, arguments: value, repaired, flags: reading.flags };
  const flags: readonly ParseFlag[] = [...reading.flags, "trailing-garbage"];
  return { ok: true, arguments: value, repaired: true, flags };
}
