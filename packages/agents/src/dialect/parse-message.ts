import {
  type Action,
  type ChatResult,
  type Dialect,
  type MalformedCall,
  type ToolCall,
  type ToolSpec,
} from "@agent-gym/core";

import type { ReadMalformedCall, ReadToolCall } from "../parser/call-collector.ts";
import { CallCollector } from "../parser/call-collector.ts";
import { parseText } from "../parser/parse-text.ts";
import { readNativeCall } from "../parser/read-native-call.ts";
import { writeJson } from "./write-json.ts";

type Read<Call> = Call & { readonly id?: string };

/**
 * Reads a model's message: thoughts, native calls, and calls in its text in whatever spelling. Both
 * places are always looked at; where calls were not expected there, a flag says so.
 *
 * @param expects where the dialect's models put their calls.
 */
export function parseMessage(
  { message, finish }: Pick<ChatResult, "message" | "finish">,
  context: Parameters<Dialect["parse"]>[1],
  expects: "native" | "text",
): Action {
  const { tools, turn } = context;
  const native = readNativeCalls(message, finish, tools);
  const parsed = parseText(message.content, { tools, finish, bareJson: native.count === 0 });
  const inText = parsed.calls.filter((call) => !native.calls.some((other) => isSame(call, other)));
  const flags = new Set<string>([...native.flags, ...parsed.flags]);
  if (native.count > 0 && expects === "text") flags.add("native-calls");
  if (parsed.calls.length + parsed.malformed.length > 0 && expects === "native") {
    flags.add("calls-in-text");
  }
  if (inText.length < parsed.calls.length) flags.add("duplicate-call");
  const reasoning = [message.reasoning?.trim(), parsed.reasoning].filter(Boolean).join("\n");
  return {
    ...(reasoning === "" ? {} : { reasoning }),
    ...(parsed.thinkType === undefined ? {} : { thinkType: parsed.thinkType }),
    text: parsed.text,
    ...withIds(turn, [...native.calls, ...inText], [...native.malformed, ...parsed.malformed]),
    ...(finish === "length" ? { incomplete: true } : {}),
    ...(flags.size === 0 ? {} : { flags: [...flags] }),
    raw: message,
  };
}

interface NativeCalls {
  readonly calls: readonly Read<ReadToolCall>[];
  readonly malformed: readonly Read<ReadMalformedCall>[];
  readonly flags: Iterable<string>;
  readonly count: number;
}

function readNativeCalls(
  { toolCalls = [] }: ChatResult["message"],
  finish: ChatResult["finish"],
  tools: readonly ToolSpec[],
): NativeCalls {
  const collector = new CallCollector(tools);
  const ids = new Map<ReadToolCall | ReadMalformedCall, string>();
  for (const [index, call] of toolCalls.entries()) {
    const cutOff = finish === "length" && index === toolCalls.length - 1;
    const taken = readNativeCall(collector, call, { cutOff });
    if (taken !== undefined) ids.set(taken, call.id);
  }
  const named = <Call extends ReadToolCall | ReadMalformedCall>(call: Call): Read<Call> => {
    const id = ids.get(call);
    return id === undefined || id === "" ? call : { ...call, id };
  };
  const { calls, malformed, flags } = collector;
  return {
    calls: calls.map(named),
    malformed: malformed.map(named),
    flags,
    count: collector.count,
  };
}

/** A server's own ids are kept where they are unique; the others say turn and place. */
function withIds(
  turn: number,
  calls: readonly Read<ReadToolCall>[],
  malformed: readonly Read<ReadMalformedCall>[],
): { readonly calls: readonly ToolCall[]; readonly malformed: readonly MalformedCall[] } {
  const used = new Set<string>();
  let place = 0;
  const withId = <Call extends object>(call: Read<Call>): Call & { readonly id: string } => {
    let { id } = call;
    while (id === undefined || used.has(id)) {
      place += 1;
      id = `call_${turn + 1}_${place}`;
    }
    used.add(id);
    return { ...call, id };
  };
  return { calls: calls.map(withId), malformed: malformed.map(withId) };
}

function isSame(left: ReadToolCall, right: ReadToolCall): boolean {
  return left.name === right.name && writeJson(left.arguments) === writeJson(right.arguments);
}
