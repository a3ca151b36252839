import { writeJson } from "@agent-gym/agents";
import type { JsonObject } from "@agent-gym/core";

import { openConversation } from "../render/open-conversation.ts";
import { type NativeMessage, templateMessages, toolsText } from "./native-messages.ts";
import type { RowFormat } from "./row-format.ts";
import { objects, parseArguments, readTools } from "./text-messages.ts";
import { trlMessage } from "./trl-messages.ts";

/**
 * axolotl's `chat_template` datasets: arguments and tools as JSON text, which it parses and no Arrow
 * schema can fill with nulls; thoughts as `reasoning_content`; `train: false` for turns that must not
 * be learned.
 */
export const axolotlFormat: RowFormat<"conversation"> = {
  name: "axolotl",
  description: "axolotl's chat_template datasets: native calls, train per turn",
  takes: "conversation",
  dialect: "openai-tools",
  masksTurns: true,
  file: "jsonl",
  write: (example, choice) => {
    const opened = openConversation(example, axolotlFormat, choice);
    if (!opened.ok) return opened;
    const native = templateMessages(opened.transcript, opened.settings);
    if (!native.ok) return native;
    return {
      ok: true,
      value: {
        tools: toolsText(opened.transcript),
        messages: native.messages.map((message) => axolotlMessage(message, opened.trained)),
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
        trained: messages.map(({ role, train }) => role === "assistant" && train !== false),
      },
    ];
  },
  usage: (files) =>
    `\`\`\`yaml\ndatasets:\n  - path: ${files[0]?.name ?? "train.jsonl"}\n    ds_type: json\n    type: chat_template\n    field_messages: messages\n    message_field_training: train\n    roles_to_train: [assistant]\n\`\`\`\n\n` +
    "Without `message_field_training` the turns that must not be learned are learned.",
};

function axolotlMessage(message: NativeMessage, trained: readonly boolean[]): JsonObject {
  const base = trlMessage(message);
  if (message.role !== "assistant") return base;
  const { tool_calls: _, ...rest } = base;
  const { calls, action } = message;
  return {
    ...rest,
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ id, name, arguments: values }) => ({
            id,
            type: "function",
            function: { name, arguments: writeJson(values) },
          })),
        }),
    ...(trained[action] === true ? {} : { train: false }),
  };
}

// The loader turns the text into an object before the template sees it.
function loadedMessage(record: JsonObject): JsonObject {
  const { train: _, ...message } = record;
  return parseArguments(message);
}
