import type { CallContext } from "./read-call-values.ts";
import { nextMarker } from "./read-call-values.ts";
import { readCall } from "./read-call.ts";
import { cutOffProblem, readJson } from "./read-json.ts";
import { skipFence, skipSpace } from "./skip-space.ts";

/** The control tokens of DeepSeek V3 and V3.1, as a server leaves them in the text. */
export const deepseekTokens = {
  callsBegin: "<｜tool▁calls▁begin｜>",
  callsEnd: "<｜tool▁calls▁end｜>",
  callBegin: "<｜tool▁call▁begin｜>",
  callEnd: "<｜tool▁call▁end｜>",
  separator: "<｜tool▁sep｜>",
  outputsBegin: "<｜tool▁outputs▁begin｜>",
} as const;

const { callsBegin, callsEnd, callBegin, callEnd, separator } = deepseekTokens;

/**
 * Reads DeepSeek's block of calls from its first token on: `NAME<sep>{…}` (V3.1), or `function<sep>NAME`
 * with the JSON in a code fence (V3). Returns where to go on.
 */
export function readDeepseekCalls(context: CallContext, start: number): number {
  const { search, collector } = context;
  const { text } = search;
  const before = collector.count;
  let position = text.startsWith(callsBegin, start) ? start + callsBegin.length : start;
  for (;;) {
    position = skipSpace(text, position);
    if (text.startsWith(callBegin, position)) {
      position = readDeepseekCall(context, position);
    } else if (text.startsWith(callsEnd, position)) {
      if (collector.count === before) refuseBlock(context, start, position);
      return position + callsEnd.length;
    } else {
      const end = nextMarker(search, position);
      if (collector.count === before) refuseBlock(context, start, end);
      else collector.missClosingTag();
      return end;
    }
  }
}

function refuseBlock({ search, collector }: CallContext, start: number, end: number): void {
  const problem = "the block of calls holds none that can be read";
  collector.refuse("malformed-block", problem, search.text.slice(start, end));
}

function readDeepseekCall({ search, collector }: CallContext, start: number): number {
  const { text } = search;
  const header = start + callBegin.length;
  const separatorAt = search.next(separator, header);
  const headerEnd = nextMarker(search, header);
  if (headerEnd >= text.length || separatorAt !== headerEnd) {
    const [flag, problem] =
      headerEnd >= text.length
        ? (["truncated", cutOffProblem] as const)
        : (["malformed-block", `there is no ${separator} behind the tool's name`] as const);
    collector.refuse(flag, problem, text.slice(start, headerEnd));
    return text.startsWith(callEnd, headerEnd) ? headerEnd + callEnd.length : headerEnd;
  }
  let name = text.slice(header, separatorAt).trim();
  let position = separatorAt + separator.length;
  if (name === "function") {
    const line = Math.min(search.nextOf(["\n", "{"], position), nextMarker(search, position));
    name = text.slice(position, line).trim();
    position = line;
  }
  position = skipFence(text, skipSpace(text, position));
  position = skipSpace(text, position);
  if (text[position] !== "{") {
    const end = nextMarker(search, position);
    if (end >= text.length) collector.refuse("truncated", cutOffProblem, text.slice(start), name);
    else {
      const source = text.slice(start, end);
      collector.refuse("arguments-not-object", "its arguments are not a JSON object", source, name);
    }
    return text.startsWith(callEnd, end) ? end + callEnd.length : end;
  }
  const reading = readJson(search, position, { closeTag: callEnd });
  let end = skipSpace(text, skipFence(text, skipSpace(text, reading.end)));
  const source = text.slice(start, end);
  if (reading.ok) {
    collector.flag(...reading.flags);
    collector.take(readCall({ name, arguments: reading.value }), source, reading);
    if (!text.startsWith(callEnd, end) && end < text.length) {
      const next = nextMarker(search, end);
      if (next > end) collector.flag("trailing-garbage");
      end = next;
    }
  } else {
    collector.refuse(reading.flag, reading.problem, source, name);
  }
  if (text.startsWith(callEnd, end)) return end + callEnd.length;
  collector.missClosingTag();
  return end;
}
