import type { CallCollector } from "./call-collector.ts";
import type { ForwardSearch } from "./forward-search.ts";
import { readCall } from "./read-call.ts";
import { readFunction } from "./read-function.ts";
import { cutOffProblem, readJson } from "./read-json.ts";
import { skipFence, skipSpace } from "./skip-space.ts";
import { isStructuralMarker } from "./structural-marker.ts";

const openTag = "<tool_call>";
const closeTag = "</tool_call>";

/** What a reader of calls works with. */
export interface CallContext {
  readonly search: ForwardSearch;
  readonly collector: CallCollector;
  /** How many characters may still be read a second time; keeps the whole linear. */
  rereads: number;
}

/**
 * Reads what stands in `<tool_call>…</tool_call>`, from the opening tag on: one JSON value or several,
 * with or without an array or a code fence around them, or Qwen's XML. Returns where to go on.
 */
export function readToolCallTag(context: CallContext, start: number): number {
  const { search, collector } = context;
  const { text } = search;
  const before = collector.count;
  const found = (): boolean => collector.count > before;
  let garbage: number | undefined;
  let position = start + openTag.length;
  const refuseGarbage = (end: number): void => {
    if (found()) return;
    if (garbage === undefined) {
      collector.refuse("empty", "it is empty", text.slice(start, end));
    } else {
      const problem = 'it holds no JSON; write {"name": …, "arguments": {…}} between the tags';
      collector.refuse("invalid-json", problem, text.slice(start, end));
    }
  };
  for (;;) {
    position = skipFence(text, skipSpace(text, position, ",;[]"));
    if (position >= text.length) {
      if (found()) collector.missClosingTag();
      else collector.refuse("truncated", cutOffProblem, text.slice(start));
      return text.length;
    }
    if (text.startsWith(closeTag, position)) {
      refuseGarbage(position + closeTag.length);
      return position + closeTag.length;
    }
    if (text.startsWith(openTag, position) && !found() && garbage === undefined) {
      collector.flag("doubled-tag");
      position += openTag.length;
    } else if (text.startsWith("<function=", position)) {
      position = readFunction(context, position);
      garbage = undefined;
    } else if (isStructuralMarker(text, position)) {
      if (found()) collector.missClosingTag();
      else refuseGarbage(position);
      return position;
    } else if (text[position] === "{") {
      if (garbage !== undefined) collector.flag("leading-garbage");
      position = readValue(context, position);
      const next = skipSpace(text, position, ",;[]");
      garbage = undefined;
      if (!isValueOrTag(text, next) && next < text.length) {
        collector.flag("trailing-garbage");
        position = nextMarker(search, next);
      }
    } else {
      garbage ??= position;
      position = Math.min(search.next("{", position), nextMarker(search, position));
    }
  }
}

function isValueOrTag(text: string, position: number): boolean {
  return (
    text[position] === "{" || text.startsWith("```", position) || isStructuralMarker(text, position)
  );
}

/** Reads one call that is a JSON object; returns where to go on. */
export function readValue(context: CallContext, start: number): number {
  const { search, collector } = context;
  const { text } = search;
  const reading = readJson(search, start, { closeTag });
  if (reading.ok) {
    const next = skipSpace(text, reading.end);
    const source = text.slice(start, reading.end);
    if (text[next] === '"' || text[next] === "'") {
      // A quote that should have been escaped has closed a string, and with it the call, too early.
      const problem =
        "its JSON goes on after the closing bracket: a quote in a string is not escaped";
      collector.refuse("invalid-json", problem, source);
    } else {
      collector.flag(...reading.flags);
      collector.take(readCall(reading.value), source, reading);
    }
    return reading.end;
  }
  const closing = search.next(closeTag, start);
  let end = reading.flag === "too-deep" ? nextMarker(search, reading.end) : reading.end;
  if (closing < end && end - closing <= context.rereads) {
    context.rereads -= end - closing;
    end = closing;
  }
  collector.refuse(reading.flag, reading.problem, text.slice(start, end));
  return end;
}

/** Where the next structural marker stands, or the text ends. */
export function nextMarker(search: ForwardSearch, from: number): number {
  let position = from;
  for (;;) {
    position = search.nextOf(["<", "["], position);
    if (position >= search.text.length || isStructuralMarker(search.text, position))
      return position;
    position += 1;
  }
}
