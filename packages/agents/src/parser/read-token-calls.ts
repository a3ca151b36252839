import type { CallContext } from "./read-call-values.ts";
import { readValue } from "./read-call-values.ts";
import { readCall } from "./read-call.ts";
import { cutOffProblem, readJson } from "./read-json.ts";
import { skipSpace } from "./skip-space.ts";

/** The token that opens Mistral's calls. */
export const mistralToken = "[TOOL_CALLS]";
/** The token behind which Llama writes a call as JSON. */
export const llamaToken = "<|python_tag|>";

const argumentsToken = "[ARGS]";

/**
 * Reads what stands behind Mistral's `[TOOL_CALLS]` (a list of JSON calls, or `NAME{…}`) or Llama's
 * `<|python_tag|>`, from that token on. Returns where to go on.
 */
export function readTokenCalls(context: CallContext, start: number): number {
  const { search, collector } = context;
  const { text } = search;
  const before = collector.count;
  const token = text.startsWith(mistralToken, start) ? mistralToken : llamaToken;
  let position = start + token.length;
  for (;;) {
    const next = skipSpace(text, position, ",;[]");
    if (text[next] === "{") {
      position = readValue(context, next);
      continue;
    }
    const name = token === mistralToken ? readCallName(text, position) : undefined;
    if (name !== undefined) {
      position = readNamedCall(context, position, name);
      continue;
    }
    if (collector.count === before) {
      // Nothing tells where this ends, so it takes the rest.
      const empty = next >= text.length;
      collector.refuse(
        empty ? "truncated" : "invalid-json",
        empty ? cutOffProblem : `no JSON call stands behind ${token}`,
        text.slice(start),
      );
      return text.length;
    }
    return position;
  }
}

/** The tool's name that is followed at once by its arguments. */
function readCallName(text: string, from: number): string | undefined {
  const start = skipSpace(text, from);
  let end = start;
  while (end < start + 128 && /[\w.-]/.test(text.charAt(end))) end += 1;
  const follows = text[end] === "{" || text.startsWith(argumentsToken, end);
  return end > start && follows ? text.slice(start, end) : undefined;
}

function readNamedCall({ search, collector }: CallContext, from: number, name: string): number {
  const { text } = search;
  const start = skipSpace(text, from);
  let position = start + name.length;
  if (text.startsWith(argumentsToken, position)) position += argumentsToken.length;
  position = skipSpace(text, position);
  if (text[position] !== "{") {
    const [flag, problem] =
      position >= text.length
        ? (["truncated", cutOffProblem] as const)
        : (["arguments-not-object", "its arguments are not a JSON object"] as const);
    collector.refuse(flag, problem, text.slice(start, position), name);
    return position;
  }
  const reading = readJson(search, position);
  const source = text.slice(start, reading.end);
  if (reading.ok) {
    collector.flag(...reading.flags);
    collector.take(readCall({ name, arguments: reading.value }), source, reading);
  } else {
    collector.refuse(reading.flag, reading.problem, source, name);
  }
  return reading.end;
}
