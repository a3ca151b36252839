import * as z from "zod";

import { jsonObjectSchema } from "../json/json-value-schema.ts";
import { assistantMessageSchema } from "../model/chat-message-schema.ts";
import type { Schema } from "../schema/schema.ts";
import type { RecordedAction } from "../trajectory/trajectory-event.ts";
import type { Action, MalformedCall, ToolCall, TurnTokens } from "./action.ts";

const toolCallSchema: z.ZodType<ToolCall> = z.looseObject({
  id: z.string(),
  name: z.string(),
  arguments: jsonObjectSchema,
  source: z.string(),
  repaired: z.literal(true).exactOptional(),
});

const malformedCallSchema: z.ZodType<MalformedCall> = z.looseObject({
  id: z.string(),
  name: z.string().exactOptional(),
  source: z.string(),
  problem: z.string(),
});

const turnTokensSchema: z.ZodType<TurnTokens> = z.looseObject({
  ids: z.array(z.int()),
  logprobs: z.array(z.number()).exactOptional(),
  promptIds: z.array(z.int()).exactOptional(),
  weightVersion: z.string().exactOptional(),
});

const actionShape = {
  reasoning: z.string().exactOptional(),
  thinkType: z.string().exactOptional(),
  text: z.string(),
  calls: z.array(toolCallSchema),
  malformed: z.array(malformedCallSchema),
  incomplete: z.literal(true).exactOptional(),
  flags: z.array(z.string()).exactOptional(),
  tokens: turnTokensSchema.exactOptional(),
} as const;

/** Validates an {@link Action}. */
export const actionSchema: Schema<Action> = z.looseObject({
  ...actionShape,
  raw: assistantMessageSchema.exactOptional(),
});

/** Validates a {@link RecordedAction}. */
export const recordedActionSchema: z.ZodType<RecordedAction> = z.looseObject({
  ...actionShape,
  raw: z.union([z.int(), assistantMessageSchema]).exactOptional(),
});
