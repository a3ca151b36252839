import { isJsonObject, type Json, type ToolSpec } from "@agent-gym/core";

import type { CallCollector } from "./call-collector.ts";
import { ForwardSearch } from "./forward-search.ts";
import { readCall } from "./read-call.ts";
import { cutOffProblem, type JsonReading, readJson } from "./read-json.ts";
import { skipFence, skipSpace } from "./skip-space.ts";

/**
 * Reads a whole message that is the JSON of calls, in a code fence or not. Anything that is not a call
 * of a known tool makes it an answer that happens to be JSON. Returns whether it was calls.
 */
export function readBareCalls(
  text: string,
  tools: readonly ToolSpec[],
  collector: CallCollector,
): boolean {
  const known = new Set(tools.map(({ name }) => name));
  const start = skipSpace(text, skipFence(text, 0));
  if (text[start] !== "{" && text[start] !== "[") return false;
  const search = new ForwardSearch(text);
  const found: {
    readonly reading: JsonReading & { readonly ok: true };
    readonly source: string;
  }[] = [];
  let position = skipSpace(text, start, "[");
  while (text[position] === "{") {
    const reading = readJson(search, position);
    const source = text.slice(position, reading.end);
    if (!reading.ok) {
      if (reading.flag !== "truncated" || !startsCall(source, known)) return false;
      collector.flag("bare-json");
      for (const call of found) take(collector, call);
      collector.refuse("truncated", cutOffProblem, source);
      return true;
    }
    if (!isKnownCall(reading.value, known)) return false;
    found.push({ reading, source });
    position = skipSpace(text, reading.end, ",;]");
  }
  position = skipSpace(text, skipFence(text, position));
  if (found.length === 0 || position < text.length) return false;
  collector.flag("bare-json");
  for (const call of found) take(collector, call);
  return true;
}

function take(
  collector: CallCollector,
  {
    reading,
    source,
  }: { readonly reading: JsonReading & { readonly ok: true }; readonly source: string },
): void {
  collector.flag(...reading.flags);
  collector.take(readCall(reading.value), source, reading);
}

function isKnownCall(value: Json, known: ReadonlySet<string>): boolean {
  if (!isJsonObject(value)) return false;
  const call = readCall(value);
  return call.ok && known.has(call.name);
}

/** Whether cut-off JSON begins as a call of a known tool does. */
function startsCall(source: string, known: ReadonlySet<string>): boolean {
  const name = /^\{\s*"name"\s*:\s*"([^"]{1,128})"/.exec(source.slice(0, 256))?.[1];
  return name !== undefined && known.has(name);
}
