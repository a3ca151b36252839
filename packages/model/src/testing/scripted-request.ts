import { isJsonObject } from "@agent-gym/core";
import type { Json, JsonObject, ToolSpec } from "@agent-gym/core";

/** A message of a request's prompt, in short; the request's body has it in full. */
export interface ScriptedMessage {
  /** As on the wire: `system`, `user`, `assistant`, `tool`, … */
  readonly role: string;
  /** The text; that of several parts joined by line breaks; `""` if there is none. */
  readonly content: string;
  /** Of an assistant's message; empty elsewhere. */
  readonly toolCalls: readonly {
    /** As the request has it. */
    readonly id: string;
    /** Of the tool. */
    readonly name: string;
    /** As the request has it: text, valid JSON or not. */
    readonly arguments: string;
  }[];
  /** Of a tool's message. */
  readonly toolCallId?: string;
}

/** A request for a completion, as the server received it. */
export interface ScriptedRequest {
  /** 0 for the first request for a completion; repeated attempts count. */
  readonly index: number;
  /** In the order of the prompt. */
  readonly messages: readonly ScriptedMessage[];
  /** Native tools; empty if the request has none. */
  readonly tools: readonly ToolSpec[];
  /** Whether the answer is to be streamed. */
  readonly stream: boolean;
  /** The whole body, as it came. */
  readonly body: JsonObject;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** `/v1/chat/completions` or `/v1/responses`. */
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
    messages: isResponses(rest)
      ? readInput(objects(body["input"]))
      : objects(body["messages"]).map(readMessage),
    tools: objects(body["tools"]).map((tool) => {
      const spec = isJsonObject(tool["function"]) ? tool["function"] : tool;
      return {
        name: text(spec["name"]),
        description: text(spec["description"]),
        parameters: isJsonObject(spec["parameters"]) ? spec["parameters"] : {},
      };
    }),
  };
}

/** Whether a request is one of the Responses API. */
export function isResponses({ path }: Pick<ScriptedRequest, "path">): boolean {
  return path.endsWith("/responses");
}

/** The items of an input as messages: calls belong to the assistant's message before them. */
function readInput(items: readonly JsonObject[]): readonly ScriptedMessage[] {
  const messages: ScriptedMessage[] = [];
  for (const item of items) {
    const last = messages.at(-1);
    if (item["type"] === "function_call") {
      const call = {
        id: text(item["call_id"]),
        name: text(item["name"]),
        arguments: text(item["arguments"]),
      };
      if (last?.role === "assistant") {
        messages[messages.length - 1] = { ...last, toolCalls: [...last.toolCalls, call] };
      } else messages.push({ role: "assistant", content: "", toolCalls: [call] });
    } else if (item["type"] === "function_call_output") {
      const { call_id: tool_call_id = "", output: content = "" } = item;
      messages.push(readMessage({ role: "tool", content, tool_call_id }));
    } else if (item["type"] !== "reasoning") messages.push(readMessage(item));
  }
  return messages;
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
