import type {
  Action,
  AssistantMessage,
  ChatMessage,
  Content,
  MalformedCall,
  Observation,
  ToolCall,
} from "@agent-gym/core";

import { neutralise, neutraliseJson } from "../parser/structural-marker.ts";
import { withoutThoughts } from "./without-thoughts.ts";
import { writeJson } from "./write-json.ts";

type NativeCall = NonNullable<AssistantMessage["toolCalls"]>[number];

/**
 * A turn with native calls; its thought is `""` where there is none or it is not told. Every call has
 * an id that its result refers to, a name that servers accept and arguments that are a JSON object:
 * many servers refuse the whole request otherwise. A call that could not be read is told as
 * `{"unreadable": "<its words>"}`.
 */
export function nativeMessage(
  action: Action,
  { thoughts, verbatim }: { readonly thoughts: boolean; readonly verbatim: boolean },
): AssistantMessage & { readonly reasoning: string } {
  const raw = verbatim ? action.raw : undefined;
  const toolCalls: readonly NativeCall[] = [
    ...action.calls.map((call) => nativeCall(call, raw)),
    ...action.malformed.map(unreadableCall),
  ];
  // Words that hold calls which the server left in them would tell those calls twice.
  const exact = raw !== undefined && (raw.toolCalls?.length ?? 0) === toolCalls.length;
  const reasoning = exact ? (raw.reasoning ?? "") : neutralise(action.reasoning ?? "");
  const content = exact ? raw.content : neutralise(action.text);
  return {
    role: "assistant",
    content: exact && !thoughts ? withoutThoughts(content) : content,
    reasoning: thoughts ? reasoning : "",
    ...(toolCalls.length === 0 ? {} : { toolCalls }),
  };
}

/** One `tool` message per result, then what was said. */
export function nativeObservation(
  { results = [], message }: Observation,
  spell: (content: Content) => Content,
): readonly ChatMessage[] {
  const messages: ChatMessage[] = results.map(({ callId, name, content }) => ({
    role: "tool",
    toolCallId: callId,
    name: nativeName(name),
    content: spell(content),
  }));
  if (message !== undefined) messages.push({ role: "user", content: spell(message) });
  return messages.length === 0 ? [{ role: "user", content: "" }] : messages;
}

function nativeCall(call: ToolCall, raw: AssistantMessage | undefined): NativeCall {
  const { id, name, source } = call;
  const exact =
    call.repaired !== true &&
    // Not so where arguments were left empty, or written as JSON in JSON.
    source.trimStart().startsWith("{") &&
    raw?.toolCalls?.some((other) => other.arguments === source) === true;
  const values = exact ? source : neutraliseJson(writeJson(call.arguments));
  return { id, name: nativeName(name), arguments: values };
}

function unreadableCall({ id, name = "unreadable_call", source }: MalformedCall): NativeCall {
  const values = neutraliseJson(writeJson({ unreadable: source }));
  return { id, name: nativeName(name), arguments: values };
}

/** Function names on the wire: letters, digits, `_` and `-`, at most 64. */
function nativeName(name: string): string {
  return name.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 64);
}
