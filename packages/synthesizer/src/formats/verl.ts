import { openConversation } from "../render/open-conversation.ts";
import type { RowFormat } from "./row-format.ts";
import { readMessages, textMessages } from "./text-messages.ts";

/**
 * For verl's multi-turn SFT: Parquet with one native column `messages` of `{role, content}`, in the
 * `hermes` dialect. Everything is in the text, for verl renders message by message and fails where
 * that differs from the whole; columns of calls would be filled up with nulls besides.
 */
export const verlFormat: RowFormat<"conversation"> = {
  name: "verl",
  description: "Parquet of {role, content} messages for verl's multi-turn SFT",
  takes: "conversation",
  dialect: "hermes",
  masksTurns: false,
  file: "parquet",
  columns: [{ name: "messages", type: "messages" }],
  write: (example, choice) => {
    if (example.turn !== undefined) {
      return {
        ok: false,
        code: "no-mask",
        reason:
          "verl learns every assistant message of a record, so a single turn can't be written: export conversations",
      };
    }
    const opened = openConversation(example, verlFormat, choice);
    return opened.ok ? { ok: true, value: { messages: textMessages(opened.messages) } } : opened;
  },
  read: readMessages,
  usage: (files) =>
    `\`\`\`yaml\ndata:\n  train_files: ${files[0]?.name ?? "train.parquet"}\n  messages_key: messages\n\`\`\`\n\n` +
    "Use a template that keeps earlier thoughts (Qwen 2.5's, or Qwen 3's of 2507 and later): the first " +
    "Qwen 3 template rewrites history, and verl then stops with an AssertionError.",
};
