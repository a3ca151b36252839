import { openConversation } from "../render/open-conversation.ts";
import { templateMessages, toolsText } from "./native-messages.ts";
import type { RowFormat } from "./row-format.ts";
import { objects, readPromptCompletion, readTools } from "./text-messages.ts";
import { trlMessage } from "./trl-messages.ts";

/**
 * TRL's conversational format: arguments as objects, thoughts as `reasoning_content`, tools as JSON
 * text, which TRL parses and no Arrow schema can fill with nulls. Single turns are prompt and
 * completion.
 */
export const trlFormat: RowFormat<"conversation"> = {
  name: "trl",
  description: "TRL's SFT: native calls, reasoning_content, tools as JSON text",
  takes: "conversation",
  dialect: "openai-tools",
  masksTurns: false,
  file: "jsonl",
  write: (example, choice) => {
    const opened = openConversation(example, trlFormat, choice);
    if (!opened.ok) return opened;
    const native = templateMessages(opened.transcript, opened.settings);
    if (!native.ok) return native;
    const messages = native.messages.map((message) => trlMessage(message, choice));
    const tools = toolsText(opened.transcript);
    return {
      ok: true,
      value:
        example.turn === undefined
          ? { messages, tools }
          : { prompt: messages.slice(0, -1), completion: messages.slice(-1), tools },
    };
  },
  read: (value) => {
    if (!("messages" in value)) return [readPromptCompletion(value)];
    const messages = objects(value["messages"]);
    const tools = readTools(value);
    return [
      {
        messages,
        ...(tools === undefined ? {} : { tools }),
        trained: messages.map(({ role }) => role === "assistant"),
      },
    ];
  },
  usage: (files) =>
    `\`\`\`python\nfrom datasets import load_dataset\ndataset = load_dataset("json", data_files="${files[0]?.name ?? "train.jsonl"}")\n\`\`\`\n\n` +
    "Needs `datasets` 4.7 or later where calls have different arguments: earlier ones fill each up with " +
    "the others' names and nulls. Conversations want `assistant_only_loss=True`.",
};
