import type { Action, JsonObject, RenderSettings, Transcript } from "@agent-gym/core";

import type { Written } from "./example.ts";
import { type NativeMessage, nativeMessages } from "./native-messages.ts";

/** A message as TRL's loaders and chat templates want it: arguments as an object, the thought apart. */
export function trlMessage(message: NativeMessage): JsonObject {
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
    ...(reasoning === undefined || reasoning === "" ? {} : { reasoning_content: reasoning }),
  };
}

/** A prompt, and an answer to it, as two lists. */
export function trlAnswer(
  prompt: Transcript,
  answer: Action,
  settings: RenderSettings,
):
  | {
      readonly ok: true;
      readonly prompt: readonly JsonObject[];
      readonly answer: readonly JsonObject[];
    }
  | (Written & { readonly ok: false }) {
  const turns = [...prompt.turns, { action: answer }];
  const native = nativeMessages({ ...prompt, turns }, settings);
  if (!native.ok) return native;
  const messages = native.messages.map(trlMessage);
  return { ok: true, prompt: messages.slice(0, -1), answer: messages.slice(-1) };
}
