import type { Action, JsonObject, Transcript } from "@agent-gym/core";

import { studentSettings } from "../render/student-settings.ts";
import type { Row } from "../row/row.ts";
import type { Written } from "./example.ts";
import { type NativeMessage, templateMessages } from "./native-messages.ts";
import type { FormatSettings } from "./row-format.ts";

/** A message as TRL's loaders and chat templates want it: arguments as an object, the thought apart. */
export function trlMessage(
  message: NativeMessage,
  { thoughtField = "reasoning_content" }: FormatSettings = {},
): JsonObject {
  if (message.role === "tool") {
    const { callId, name, content } = message;
    return { role: "tool", tool_call_id: callId, name, content };
  }
  if (message.role !== "assistant") return { role: message.role, content: message.content };
  const { content, reasoning, calls } = message;
  return {
    role: "assistant",
    content,
    ...(calls.length === 0
      ? {}
      : {
          tool_calls: calls.map(({ id, name, arguments: values }) => ({
            id,
            type: "function",
            function: { name, arguments: values },
          })),
        }),
    ...(reasoning === undefined || reasoning === "" ? {} : { [thoughtField]: reasoning }),
  };
}

/** A prompt, and an answer to it, as two lists. */
export function trlAnswer(
  prompt: Transcript,
  answer: Action,
  options: { readonly row: Row; readonly choice: FormatSettings },
):
  | {
      readonly ok: true;
      readonly prompt: readonly JsonObject[];
      readonly answer: readonly JsonObject[];
    }
  | (Written & { readonly ok: false }) {
  const turns = [...prompt.turns, { action: answer }];
  const { row, choice } = options;
  const settings = studentSettings(row, "openai-tools", choice);
  const native = templateMessages({ ...prompt, turns }, settings);
  if (!native.ok) return native;
  const messages = native.messages.map((message) => trlMessage(message, choice));
  return { ok: true, prompt: messages.slice(0, -1), answer: messages.slice(-1) };
}
