import { openConversation } from "../render/open-conversation.ts";
import type { RowFormat } from "./row-format.ts";
import { readMessages, textMessages } from "./text-messages.ts";

/**
 * The format of mirau-agent's own data: `{messages: [{role, content}]}` in the `mirau` dialect, and
 * besides the JSON Lines a pretty-printed file per row.
 */
export const mirauFormat: RowFormat<"conversation"> = {
  name: "mirau",
  description: "messages in mirau-agent's dialect, one JSON file per row and JSON Lines",
  takes: "conversation",
  dialect: "mirau",
  masksTurns: false,
  singleTurns: "learn the last message only",
  file: "jsonl",
  write: (example, choice) => {
    const opened = openConversation(example, mirauFormat, choice);
    return opened.ok ? { ok: true, value: { messages: textMessages(opened.messages) } } : opened;
  },
  read: readMessages,
  single: (value) => `${JSON.stringify(value, null, 2)}\n`,
  usage: () =>
    "Each record is `{messages: [{role, content}]}`; thoughts, calls and results are tags in the text. " +
    "Train on the assistant messages, with a template that writes `content` as it is (plain ChatML). " +
    "Qwen 3's own template takes `<tool_response name=…>` for a new question and strips the thoughts " +
    "before it: use the `hermes` format for that family. Rows of single turns learn the last message only.",
};
