import { contentText, isJsonObject } from "@agent-gym/core";
import type { AssistantMessage, ChatMessage, Content, Json, JsonObject } from "@agent-gym/core";

import type { ReplayReasoning } from "../chat-model-options.ts";

/** How the thoughts of earlier turns go back to the server. */
export interface ReasoningReplay {
  readonly replayReasoning: ReplayReasoning;
  /** The server's own spelling. */
  readonly reasoningField: string;
}

/** One message as an OpenAI-compatible server takes it. */
export function toWireMessage(message: ChatMessage, replay: ReasoningReplay): JsonObject {
  switch (message.role) {
    case "assistant":
      return assistantMessage(message, replay);
    case "tool":
      return {
        role: "tool",
        tool_call_id: message.toolCallId,
        name: message.name,
        content: toWireContent(message.content),
      };
    default:
      return { role: message.role, content: toWireContent(message.content) };
  }
}

function assistantMessage(message: AssistantMessage, replay: ReasoningReplay): JsonObject {
  const { content, reasoning = "", toolCalls = [] } = message;
  const { replayReasoning, reasoningField } = replay;
  const replays =
    replayReasoning === "always" || (replayReasoning === "tool-turns" && toolCalls.length > 0);
  return {
    role: "assistant",
    // `null` is the form that every server knows from its own answers; an empty text is not.
    content: content === "" && toolCalls.length > 0 ? null : wellFormed(content),
    ...(replays ? { [reasoningField]: wellFormed(reasoning) } : {}),
    ...(toolCalls.length === 0
      ? {}
      : {
          tool_calls: toolCalls.map((call) => ({
            id: call.id,
            type: "function",
            function: { name: call.name, arguments: replayedArguments(call.arguments) },
          })),
        }),
  };
}

/**
 * The arguments of an earlier call as they go back. Servers parse them for their chat template, and
 * answer 400 or 500 for what is no JSON object: one torso would end the conversation.
 */
export function replayedArguments(written: string): string {
  if (written.trim() === "") return "{}";
  try {
    if (isJsonObject(JSON.parse(written))) return wellFormed(written);
  } catch {
    // Falls through to the envelope.
  }
  return JSON.stringify({ unreadable: wellFormed(written) });
}

function toWireContent(content: Content): Json {
  if (typeof content === "string") return wellFormed(content);
  // Many servers and chat templates know only text as a string.
  if (content.every((part) => part.type === "text")) return wellFormed(contentText(content));
  return content.map((part) =>
    part.type === "text"
      ? { type: "text", text: wellFormed(part.text) }
      : { type: "image_url", image_url: { url: `data:${part.mediaType};base64,${part.data}` } },
  );
}

/** Half a surrogate pair can't be written as UTF-8: servers in Python answer 400 or 500 to it. */
export function wellFormed(text: string): string {
  return (text as string & { toWellFormed(): string }).toWellFormed();
}
