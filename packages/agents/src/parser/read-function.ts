import type { Json } from "@agent-gym/core";

import type { CallContext } from "./read-call-values.ts";
import { readName } from "./read-call.ts";
import { cutOffProblem } from "./read-json.ts";
import { skipSpace } from "./skip-space.ts";
import { typedValue } from "./typed-value.ts";

const open = "<function=";
const close = "</function>";
const openParameter = "<parameter=";
const closeParameter = "</parameter>";
const closeCall = "</tool_call>";

/**
 * Reads `<function=NAME>` with its `<parameter=KEY>` values, as Qwen3-Coder writes calls, from its
 * opening tag on. Values are raw text; the tool's schema tells what they mean. Returns where to go on.
 */
export function readFunction({ search, collector }: CallContext, start: number): number {
  const { text } = search;
  const head = readHead(text, start + open.length);
  const name = readName(head?.name);
  if (head === undefined || !name.ok) {
    const end = head?.end ?? start + open.length;
    if (head === undefined && text.length - end <= maximumHead) {
      collector.refuse("truncated", cutOffProblem, text.slice(start));
      return text.length;
    }
    const problem = "it does not name its function; write <function=NAME>";
    collector.refuse("malformed-block", problem, text.slice(start, end));
    return end;
  }
  const schema = collector.tool(name.name)?.parameters;
  const values: [name: string, value: Json][] = [];
  const refuse = (end: number, truncated: boolean): number => {
    const problem = truncated
      ? cutOffProblem
      : "there is text between its parameters: a value may hold no </parameter>";
    const flag = truncated ? "truncated" : "malformed-block";
    collector.refuse(flag, problem, text.slice(start, end), name.name);
    return end;
  };
  const finish = (end: number): number => {
    // `fromEntries` defines own properties, whatever their names.
    const call = { name: name.name, arguments: Object.fromEntries(values) };
    const duplicate = new Set(values.map(([key]) => key)).size < values.length;
    const flags = duplicate ? (["duplicate-key"] as const) : [];
    collector.take({ ...call, ok: true, repaired: false, flags }, text.slice(start, end));
    return end;
  };
  let position = head.end;
  for (;;) {
    position = skipSpace(text, position);
    if (position >= text.length) return refuse(text.length, true);
    if (text.startsWith(close, position)) return finish(position + close.length);
    if (text.startsWith(closeCall, position) || text.startsWith(open, position)) {
      collector.flag("unclosed-tag");
      return finish(position);
    }
    if (!text.startsWith(openParameter, position)) {
      const end = search.nextOf([close, closeCall], position);
      return refuse(text.startsWith(close, end) ? end + close.length : end, end === text.length);
    }
    const key = readHead(text, position + openParameter.length);
    if (key === undefined) return refuse(text.length, true);
    let end = search.next(closeParameter, key.end);
    const next = search.next(openParameter, key.end);
    let after = end + closeParameter.length;
    if (next < end || end === text.length) {
      end = Math.min(next, search.nextOf([close, closeCall], key.end));
      if (end === text.length) return refuse(end, true);
      collector.flag("unclosed-tag");
      after = end;
    }
    values.push([
      key.name,
      typedValue(withoutOuterNewlines(text.slice(key.end, end)), schema, key.name),
    ]);
    position = after;
  }
}

const maximumHead = 256;

/** What stands before the next `>`, and the place behind it. */
function readHead(
  text: string,
  start: number,
): { readonly name: string; readonly end: number } | undefined {
  const length = text.slice(start, start + maximumHead).indexOf(">");
  if (length === -1) return undefined;
  return { name: text.slice(start, start + length).trim(), end: start + length + 1 };
}

function withoutOuterNewlines(value: string): string {
  return value.replace(/^\r?\n/, "").replace(/\r?\n$/, "");
}
