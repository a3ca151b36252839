import { openConversation } from "../render/open-conversation.ts";
import type { RowFormat } from "./row-format.ts";
import { readMessages, readPromptCompletion, textMessages } from "./text-messages.ts";

/**
 * The default: messages of text alone, byte for byte what the chat template of Qwen 3 makes of tools,
 * calls, results and thoughts. Any trainer with a ChatML template loads it. A single turn is
 * `{prompt, completion}`, so that nothing but the turn is learned.
 */
export const hermesFormat: RowFormat<"conversation"> = {
  name: "hermes",
  description: "messages of text as Qwen's template writes them; loads everywhere",
  takes: "conversation",
  dialect: "hermes",
  masksTurns: false,
  file: "jsonl",
  write: (example, choice) => {
    const opened = openConversation(example, hermesFormat, choice);
    if (!opened.ok) return opened;
    const messages = textMessages(opened.messages);
    if (example.turn === undefined) return { ok: true, value: { messages } };
    return {
      ok: true,
      value: { prompt: messages.slice(0, -1), completion: messages.slice(-1) },
    };
  },
  read: (value) => ("messages" in value ? readMessages(value) : [readPromptCompletion(value)]),
  usage: () =>
    "Each record is `{messages: [{role, content}]}`, or `{prompt, completion}` for single turns. " +
    "Everything is in the text already: give the trainer no `tools`, and train on the assistant messages.",
};
