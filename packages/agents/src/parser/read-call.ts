import { isJsonObject, type Json, type JsonObject } from "@agent-gym/core";

import type { ParseFlag } from "./parse-flag.ts";
import { readArguments } from "./read-arguments.ts";

/** A value read as a call, or why it is none. */
export type CallReading =
  | {
      readonly ok: true;
      readonly name: string;
      readonly arguments: JsonObject;
      readonly repaired: boolean;
      readonly flags: readonly ParseFlag[];
    }
  | {
      readonly ok: false;
      readonly name?: string;
      readonly flag: ParseFlag;
      readonly problem: string;
    };

const shape = 'write {"name": …, "arguments": {…}}';
const callKeys: ReadonlySet<string> = new Set(["name", "id", "type", "function", "index"]);

/** Reads `{"name", "arguments"}`, its alias `parameters`, and OpenAI's `{"function": {…}}`. */
export function readCall(value: Json): CallReading {
  if (!isJsonObject(value)) {
    return { ok: false, flag: "invalid-json", problem: `it is no JSON object; ${shape}` };
  }
  const call = isJsonObject(value["function"]) ? value["function"] : value;
  const name = readName(call["name"]);
  if (!name.ok) return name;
  const given = call["arguments"] ?? call["parameters"];
  if (given === undefined && Object.keys(call).some((key) => !isCallKey(key))) {
    return {
      ok: false,
      name: name.name,
      flag: "missing-arguments",
      problem: `its arguments stand beside the name; ${shape}`,
    };
  }
  const reading = readArguments(given);
  return reading.ok
    ? { ...reading, name: name.name }
    : { ...reading, name: name.name, problem: `${reading.problem}; ${shape}` };
}

function isCallKey(key: string): boolean {
  return callKeys.has(key) || key === "arguments" || key === "parameters";
}

/** A tool's name without the white space around it; a name with any in it is none. */
export function readName(
  value: Json | undefined,
):
  | { readonly ok: true; readonly name: string }
  | { readonly ok: false; readonly flag: ParseFlag; readonly problem: string } {
  const name = typeof value === "string" ? value.trim() : "";
  if (name === "") {
    return { ok: false, flag: "missing-name", problem: `it does not name a tool; ${shape}` };
  }
  if (name.length > 128 || /[\s\p{Cc}<>"'{}[\]()]/u.test(name)) {
    return { ok: false, flag: "invalid-name", problem: "what it names can't be a tool" };
  }
  return { ok: true, name };
}
