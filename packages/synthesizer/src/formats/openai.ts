import { writeJson } from "@agent-gym/agents";
import type { JsonObject } from "@agent-gym/core";

import { openConversation } from "../render/open-conversation.ts";
import { functionTool, type NativeMessage, nativeMessages } from "./native-messages.ts";
import type { RowFormat } from "./row-format.ts";
import { objects, parseArguments, readTools } from "./text-messages.ts";

/**
 * OpenAI's fine-tuning format, which others take too: arguments as a string, every call answered, no
 * thoughts, for there is no place for them. A turn that must not be learned has `weight: 0`.
 */
export const openaiFormat: RowFormat<"conversation"> = {
  name: "openai",
  description: "OpenAI's fine-tuning JSON Lines; has no place for thoughts",
  takes: "conversation",
  dialect: "openai-tools",
  masksTurns: true,
  withoutThoughts: true,
  file: "jsonl",
  columns: [
    { name: "messages", type: "string" },
    { name: "tools", type: "string", optional: true },
    { name: "parallel_tool_calls", type: "boolean", optional: true },
  ],
  write: (example, choice) => {
    const opened = openConversation(example, openaiFormat, { ...choice, historyThoughts: "keep" });
    if (!opened.ok) return opened;
    const native = nativeMessages(opened.transcript, opened.settings);
    if (!native.ok) return native;
    const last = native.messages.at(-1);
    if (last?.role === "assistant" && last.content === "" && last.calls.length === 0) {
      return { ok: false, code: "empty-turn", reason: "the last turn says and calls nothing" };
    }
    const { tools } = opened.transcript;
    const parallel = native.messages.some(
      (message) => message.role === "assistant" && message.calls.length > 1,
    );
    return {
      ok: true,
      value: {
        messages: native.messages.map((message) => openaiMessage(message, opened.trained)),
        ...(tools.length === 0
          ? {}
          : { tools: tools.map(functionTool), parallel_tool_calls: parallel }),
      },
    };
  },
  read: (value) => {
    const messages = objects(value["messages"]);
    const tools = readTools(value);
    return [
      {
        messages: messages.map(loadedMessage),
        ...(tools === undefined ? {} : { tools }),
        trained: messages.map(({ role, weight }) => role === "assistant" && weight !== 0),
      },
    ];
  },
  usage: () =>
    "Upload it as a fine-tuning file. Thoughts are left out: this format has no field for them.",
};

// Who trains on it parses the arguments before a template sees them.
function loadedMessage(record: JsonObject): JsonObject {
  const { weight: _, ...message } = record;
  return parseArguments(message);
}

function openaiMessage(message: NativeMessage, trained: readonly boolean[]): JsonObject {
  if (message.role === "tool") {
    return { role: "tool", tool_call_id: message.callId, content: message.content };
  }
  if (message.role !== "assistant") return { role: message.role, content: message.content };
  const { content, calls, action } = message;
  return {
    role: "assistant",
    content,
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ id, name, arguments: values }) => ({
            id,
            type: "function",
            function: { name, arguments: writeJson(values) },
          })),
        }),
    ...(trained[action] === true ? {} : { weight: 0 }),
  };
}
