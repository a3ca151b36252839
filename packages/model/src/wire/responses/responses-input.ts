import { contentText } from "@agent-gym/core";
import type { AssistantMessage, ChatMessage, Content, Json, JsonObject } from "@agent-gym/core";

import type { ReplayReasoning } from "../../chat-model-options.ts";
import { replayedArguments, wellFormed } from "../wire-message.ts";
import type { ReasoningMemory } from "./reasoning-memory.ts";

/** One message as the items of an input. */
export function toInputItems(
  message: ChatMessage,
  use: { readonly replayReasoning: ReplayReasoning; readonly memory: ReasoningMemory },
): readonly JsonObject[] {
  switch (message.role) {
    case "assistant":
      return [...thoughts(message, use), ...turn(message)];
    case "tool":
      return [
        {
          type: "function_call_output",
          call_id: message.toolCallId,
          output: toInputContent(message.content),
        },
      ];
    default:
      return [{ role: message.role, content: toInputContent(message.content) }];
  }
}

function thoughts(
  message: AssistantMessage,
  use: { readonly replayReasoning: ReplayReasoning; readonly memory: ReasoningMemory },
): readonly JsonObject[] {
  const { toolCalls = [] } = message;
  const replays =
    use.replayReasoning === "always" ||
    (use.replayReasoning === "tool-turns" && toolCalls.length > 0);
  return replays ? use.memory.recall(message) : [];
}

function turn({ content, toolCalls = [] }: AssistantMessage): readonly JsonObject[] {
  return [
    ...(content === "" && toolCalls.length > 0
      ? []
      : [{ role: "assistant", content: wellFormed(content) }]),
    ...toolCalls.map((call) => ({
      type: "function_call",
      call_id: call.id,
      name: call.name,
      arguments: replayedArguments(call.arguments),
    })),
  ];
}

function toInputContent(content: Content): Json {
  if (typeof content === "string") return wellFormed(content);
  if (content.every((part) => part.type === "text")) return wellFormed(contentText(content));
  return content.map((part) =>
    part.type === "text"
      ? { type: "input_text", text: wellFormed(part.text) }
      : { type: "input_image", image_url: `data:${part.mediaType};base64,${part.data}` },
  );
}
