import type { Content } from "../action/content.ts";

/** A model's own turn, as it was said. */
export interface AssistantMessage {
  readonly role: "assistant";
  /** What is said besides thoughts and native calls; may be empty. */
  readonly content: string;
  /** The thought, where the server gives it in a field of its own. */
  readonly reasoning?: string;
  /** Native calls; their arguments are text as the model wrote it, valid JSON or not. */
  readonly toolCalls?: readonly {
    /** As the server gave it; the result refers to it. */
    readonly id: string;
    /** Of the tool. */
    readonly name: string;
    /** As the model wrote it: meant as a JSON object, not checked. */
    readonly arguments: string;
  }[];
}

/** One message of a prompt. */
export type ChatMessage =
  | {
      /** Who speaks: the rules of the conversation, or someone in it. */
      readonly role: "system" | "user";
      /** Text, or text and images. */
      readonly content: Content;
    }
  | AssistantMessage
  | {
      readonly role: "tool";
      /** The `id` of the native call that is answered. */
      readonly toolCallId: string;
      /** Of the tool. */
      readonly name: string;
      /** The result, as the model reads it. */
      readonly content: Content;
    };
