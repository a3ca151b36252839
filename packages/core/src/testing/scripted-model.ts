import type { AssistantMessage } from "../model/chat-message.ts";
import type { ChatModel, ChatRequest, ChatResult } from "../model/chat-model.ts";
import { noUsage } from "../model/usage.ts";

/** One answer of a scripted model: a text, or any part of a result; an error is thrown. */
export type ScriptedReply =
  | string
  | Error
  | (Partial<Omit<ChatResult, "message">> & {
      /** Merged over an empty assistant message; `finish` is `tool-calls` when it has native calls. */
      readonly message?: Partial<AssistantMessage>;
    });

/** A model in the process, for tests: what it was asked is kept. */
export interface ScriptedModel extends ChatModel {
  /** What it was asked so far, in order, refused requests included. */
  readonly requests: readonly ChatRequest[];
}

/**
 * A model that answers as it is told: with the next of a list, or with what a function makes of the
 * request and its number from 0. Ten tokens in and five out per call, unless a reply says otherwise;
 * cost 0.
 *
 * @throws Error when a list is used up.
 */
export function scriptedModel(
  replies: readonly ScriptedReply[] | ((request: ChatRequest, index: number) => ScriptedReply),
  { id = "scripted" }: { readonly id?: string } = {},
): ScriptedModel {
  const requests: ChatRequest[] = [];
  return {
    id,
    requests,
    complete: async (request, { signal }) => {
      signal.throwIfAborted();
      const index = requests.push(request) - 1;
      const reply = typeof replies === "function" ? replies(request, index) : replies[index];
      if (reply === undefined) throw new Error(`The script has no reply ${index}.`);
      if (reply instanceof Error) throw reply;
      const { message, ...rest } =
        typeof reply === "string" ? { message: { content: reply } } : reply;
      return {
        message: { role: "assistant", content: "", ...message },
        finish: message?.toolCalls === undefined ? "stop" : "tool-calls",
        usage: { ...noUsage, inputTokens: 10, outputTokens: 5 },
        milliseconds: { queued: 0, total: 0 },
        model: id,
        ...rest,
      };
    },
  };
}
