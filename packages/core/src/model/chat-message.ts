import type { Content } from "../action/content.ts";

/** A model's own turn, as it was said. */
export interface AssistantMessage {
  readonly role: "assistant";
  readonly content: string;
  readonly reasoning?: string;
  /** Native calls; their arguments are text as the model wrote it, valid JSON or not. */
  readonly toolCalls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: string;
  }[];
}

/** One message of a prompt. */
export type ChatMessage =
  | { readonly role: "system" | "user"; readonly content: Content }
  | AssistantMessage
  | {
      readonly role: "tool";
      readonly toolCallId: string;
      readonly name: string;
      readonly content: Content;
    };
