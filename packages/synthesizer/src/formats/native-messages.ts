import { neutralise, neutraliseJson, openaiTools, writeJson } from "@agent-gym/agents";
import {
  type ChatMessage,
  contentText,
  type JsonObject,
  type RenderSettings,
  type ToolSpec,
  type Transcript,
} from "@agent-gym/core";

import type { Written } from "./example.ts";

/** A call in a structured message; its arguments are an object. */
interface NativeCall {
  /** `call_1`, `call_2`, … over the whole conversation. */
  readonly id: string;
  readonly name: string;
  readonly arguments: JsonObject;
}

/** A message with its parts apart, from which structured formats are written. */
export type NativeMessage =
  | { readonly role: "system" | "user"; readonly content: string }
  | {
      readonly role: "assistant";
      readonly content: string;
      readonly reasoning?: string;
      readonly calls: readonly NativeCall[];
      /** The number of its action, from 0. */
      readonly action: number;
    }
  | {
      readonly role: "tool";
      readonly callId: string;
      readonly name: string;
      readonly content: string;
    };

/**
 * A conversation as messages with native calls. Call ids are numbered anew, for a server's own may
 * repeat from turn to turn. Every call but those of the last turn has a result.
 */
export function nativeMessages(
  transcript: Transcript,
  settings: RenderSettings,
): { readonly ok: true; readonly messages: readonly NativeMessage[] } | (Written & { ok: false }) {
  const { messages } = openaiTools.render(transcript, settings);
  const out: NativeMessage[] = [];
  let calls = 0;
  let action = 0;
  let open = new Map<string, string>();
  for (const message of messages) {
    if (hasImage(message))
      return refusal("image", "it holds an image, which this format can't say");
    if (message.role === "tool") {
      const id = open.get(message.toolCallId);
      if (id === undefined) {
        return refusal(
          "orphan-result",
          `a result answers "${message.toolCallId}", which no call has`,
        );
      }
      open.delete(message.toolCallId);
      const content = contentText(message.content);
      out.push({ role: "tool", callId: id, name: message.name, content });
      continue;
    }
    if (open.size > 0) {
      return refusal("unanswered-call", `turn ${action} has a call without a result`);
    }
    if (message.role !== "assistant") {
      out.push({ role: message.role, content: contentText(message.content) });
      continue;
    }
    open = new Map();
    const own = (message.toolCalls ?? []).map((call): NativeCall => {
      calls += 1;
      const id = `call_${calls}`;
      open.set(call.id, id);
      return { id, name: call.name, arguments: JSON.parse(call.arguments) as JsonObject };
    });
    if (open.size < own.length) {
      return refusal("repeated-id", `two calls of turn ${action + 1} have one id`);
    }
    out.push({
      role: "assistant",
      content: message.content,
      ...(message.reasoning === undefined ? {} : { reasoning: message.reasoning }),
      calls: own,
      action,
    });
    action += 1;
  }
  return { ok: true, messages: out };
}

/**
 * The same for trainers that hand arguments to a chat template as objects: a control token or a tag in
 * them would be printed as it stands, and end the turn where it is learned. Such rows are refused.
 */
export function templateMessages(
  transcript: Transcript,
  settings: RenderSettings,
): ReturnType<typeof nativeMessages> {
  const native = nativeMessages(transcript, settings);
  if (!native.ok) return native;
  for (const message of native.messages) {
    if (message.role !== "assistant") continue;
    const marked = message.calls.find(({ arguments: values }) => {
      const json = writeJson(values);
      return neutraliseJson(json) !== json;
    });
    if (marked === undefined) continue;
    return refusal(
      "control-token",
      `the arguments of ${marked.name} in turn ${message.action + 1} hold a tag or a control token, which a chat template would print as one: the format hermes can spell it`,
    );
  }
  return native;
}

/** A tool in OpenAI's form. */
export function functionTool({ name, description, parameters }: ToolSpec): JsonObject {
  return { type: "function", function: { name, description, parameters } };
}

/** The tools of a conversation as the JSON text of a list, for loaders that would mend an object. */
export function toolsText({ tools }: Pick<Transcript, "tools">): string {
  return JSON.stringify(tools.map(functionTool));
}

/** A thought as Qwen's family writes it before its words; empty where there is none. */
export function thoughtText(reasoning: string | undefined): string {
  return reasoning === undefined || reasoning === ""
    ? ""
    : `<think>\n${neutralise(reasoning)}\n</think>\n\n`;
}

function hasImage(message: ChatMessage): boolean {
  return (
    typeof message.content !== "string" && message.content.some(({ type }) => type === "image")
  );
}

function refusal(code: string, reason: string): Written & { ok: false } {
  return { ok: false, code, reason };
}
