import * as z from "zod";

import { contentSchema } from "../action/content-schema.ts";
import type { AssistantMessage, ChatMessage } from "./chat-message.ts";
import type { Usage } from "./usage.ts";

/** Validates an {@link AssistantMessage}. */
export const assistantMessageSchema: z.ZodType<AssistantMessage> = z.looseObject({
  role: z.literal("assistant"),
  content: z.string(),
  reasoning: z.string().exactOptional(),
  toolCalls: z
    .array(z.looseObject({ id: z.string(), name: z.string(), arguments: z.string() }))
    .exactOptional(),
});

/** Validates a {@link ChatMessage}. */
export const chatMessageSchema: z.ZodType<ChatMessage> = z.union([
  assistantMessageSchema,
  z.looseObject({ role: z.enum(["system", "user"]), content: contentSchema }),
  z.looseObject({
    role: z.literal("tool"),
    toolCallId: z.string(),
    name: z.string(),
    content: contentSchema,
  }),
]);

/** Validates a {@link Usage}. */
export const usageSchema: z.ZodType<Usage> = z.looseObject({
  inputTokens: z.number(),
  cachedTokens: z.number(),
  outputTokens: z.number(),
  reasoningTokens: z.number(),
  cost: z.number().nullable(),
  estimated: z.literal(true).exactOptional(),
});
