import { isJsonObject } from "@agent-gym/core";
import type { Json, JsonObject, ToolSpec } from "@agent-gym/core";

/** A message of a request's prompt, in short; the request's body has it in full. */
export interface ScriptedMessage {
  readonly role: string;
  /** The text; that of several parts joined by line breaks; `""` if there is none. */
  readonly content: string;
  /** Of an assistant's message; empty elsewhere. */
  readonly toolCalls: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: string;
  }[];
  /** Of a tool's message. */
  readonly toolCallId?: string;
}

/** A request for a completion, as the server received it. */
export interface ScriptedRequest {
  /** 0 for the first request for a completion; repeated attempts count. */
  readonly index: number;
  readonly messages: readonly ScriptedMessage[];
  /** Native tools; empty if the request has none. */
  readonly tools: readonly ToolSpec[];
  readonly stream: boolean;
  /** The whole body, as it came. */
  readonly body: JsonObject;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** As in `/v1/chat/completions`. */
  readonly path: string;
}

/** Reads what came over the wire; whatever is missing reads as empty. */
export function readScriptedRequest(
  body: JsonObject,
  rest: Pick<ScriptedRequest, "index" | "headers" | "path">,
): ScriptedRequest {
  return {
    ...rest,
    body,
    stream: body["stream"] === true,
    messages: objects(body["messages"]).map(readMessage),
    tools: objects(body["tools"]).map((tool) => {
      const spec = isJsonObject(tool["function"]) ? tool["function"] : {};
      return {
        name: text(spec["name"]),
        description: text(spec["description"]),
        parameters: isJsonObject(spec["parameters"]) ? spec["parameters"] : {},
      };
    }),
  };
}

function readMessage(message: JsonObject): ScriptedMessage {
  const { content, tool_call_id: toolCallId } = message;
  return {
    role: text(message["role"]),
    content: Array.isArray(content)
      ? objects(content)
          .flatMap((part) => (typeof part["text"] === "string" ? [part["text"]] : []))
          .join("\n")
      : text(content),
    toolCalls: objects(message["tool_calls"]).map((call) => {
      const spec = isJsonObject(call["function"]) ? call["function"] : {};
      return {
        id: text(call["id"]),
        name: text(spec["name"]),
        arguments: text(spec["arguments"]),
      };
    }),
    ...(typeof toolCallId === "string" ? { toolCallId } : {}),
  };
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
