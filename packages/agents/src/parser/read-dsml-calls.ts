import type { Json } from "@agent-gym/core";

import type { CallContext } from "./read-call-values.ts";
import { nextMarker } from "./read-call-values.ts";
import { readName } from "./read-call.ts";
import { cutOffProblem } from "./read-json.ts";
import { skipSpace } from "./skip-space.ts";
import { jsonValue } from "./typed-value.ts";

const prefix = "<｜DSML｜";
const closePrefix = "</｜DSML｜";
const openInvoke = `${prefix}invoke`;
const closeInvoke = `${closePrefix}invoke>`;
const openParameter = `${prefix}parameter`;
const closeParameter = `${closePrefix}parameter>`;
const maximumHead = 256;

/** The tags that open a block of calls: DeepSeek V3.2 and V4, or an invocation without its block. */
export const dsmlOpenings: readonly string[] = [
  `${prefix}function_calls>`,
  `${prefix}tool_calls>`,
  openInvoke,
];

/** Reads a DSML block of calls from its opening tag on. Returns where to go on. */
export function readDsmlCalls(context: CallContext, start: number): number {
  const { search, collector } = context;
  const { text } = search;
  const before = collector.count;
  let position = text.startsWith(openInvoke, start) ? start : text.indexOf(">", start) + 1;
  for (;;) {
    position = skipSpace(text, position);
    if (text.startsWith(openInvoke, position)) {
      position = readInvoke(context, position);
      continue;
    }
    if (collector.count === before) {
      const end = nextMarker(search, position);
      const [flag, problem] =
        end >= text.length
          ? (["truncated", cutOffProblem] as const)
          : (["malformed-block", "the block of calls holds none that can be read"] as const);
      collector.refuse(flag, problem, text.slice(start, end));
      position = end;
    }
    for (const block of ["function_calls>", "tool_calls>"]) {
      const tag = closePrefix + block;
      if (text.startsWith(tag, position)) return position + tag.length;
    }
    collector.missClosingTag();
    return position;
  }
}

function readInvoke({ search, collector }: CallContext, start: number): number {
  const { text } = search;
  const head = readHead(text, start);
  const name = readName(head?.attributes.get("name"));
  const refuse = (flag: "truncated" | "malformed-block", problem: string, end: number): number => {
    const source = text.slice(start, end);
    collector.refuse(flag, problem, source, name.ok ? name.name : undefined);
    return text.startsWith(closeInvoke, end) ? end + closeInvoke.length : end;
  };
  if (head === undefined || !name.ok) {
    const end = nextMarker(search, start + openInvoke.length);
    return end >= text.length
      ? refuse("truncated", cutOffProblem, text.length)
      : refuse("malformed-block", `it does not name its tool: ${openInvoke} name="…">`, end);
  }
  const values: [name: string, value: Json][] = [];
  let position = head.end;
  for (;;) {
    position = skipSpace(text, position);
    if (position >= text.length) return refuse("truncated", cutOffProblem, text.length);
    if (text.startsWith(closeInvoke, position)) {
      const end = position + closeInvoke.length;
      const call = { name: name.name, arguments: Object.fromEntries(values) };
      const duplicate = new Set(values.map(([key]) => key)).size < values.length;
      const flags = duplicate ? (["duplicate-key"] as const) : [];
      collector.take({ ...call, ok: true, repaired: false, flags }, text.slice(start, end));
      return end;
    }
    const parameter = text.startsWith(openParameter, position)
      ? readHead(text, position)
      : undefined;
    const key = parameter?.attributes.get("name");
    if (parameter === undefined || key === undefined) {
      const end = search.next(closeInvoke, position);
      return end >= text.length
        ? refuse("truncated", cutOffProblem, end)
        : refuse("malformed-block", "something other than parameters stands in it", end);
    }
    const end = search.next(closeParameter, parameter.end);
    if (end >= text.length) return refuse("truncated", cutOffProblem, end);
    const value = text.slice(parameter.end, end);
    const asString = parameter.attributes.get("string") !== "false";
    values.push([key, asString ? value : (jsonValue(value.trim()) ?? value)]);
    position = end + closeParameter.length;
  }
}

/** The attributes of a tag, and the place behind it. */
function readHead(
  text: string,
  start: number,
): { readonly attributes: ReadonlyMap<string, string>; readonly end: number } | undefined {
  const head = text.slice(start, start + maximumHead);
  const length = head.indexOf(">");
  if (length === -1) return undefined;
  const attributes = new Map<string, string>();
  for (const [, name = "", value = ""] of head
    .slice(0, length)
    .matchAll(/ (name|string)="([^"]*)"/g)) {
    attributes.set(name, value);
  }
  return { attributes, end: start + length + 1 };
}
