import * as z from "zod";

import { recordedActionSchema } from "../action/action-schema.ts";
import { observationShape } from "../action/observation-shape.ts";
import { jsonObjectSchema, jsonValueSchema } from "../json/json-value-schema.ts";
import { chatMessageSchema, usageSchema } from "../model/chat-message-schema.ts";
import type { Schema } from "../schema/schema.ts";
import { type RecordedEvent, trajectoryFormat } from "./trajectory-event.ts";

const boundary = z.enum([
  "provider",
  "agent",
  "user",
  "environment",
  "sandbox",
  "verifier",
  "harness",
]);

const line = { i: z.int().nonnegative(), t: z.number() } as const;

const ending = z.discriminatedUnion("status", [
  z.looseObject({ status: z.literal("completed") }),
  z.looseObject({
    status: z.literal("limit"),
    limit: z.enum([
      "turns",
      "tool-calls",
      "tokens",
      "context",
      "cost",
      "wall-time",
      "working-time",
      "environment",
    ]),
    message: z.string().exactOptional(),
  }),
  z.looseObject({
    status: z.literal("error"),
    boundary,
    code: z.string(),
    message: z.string(),
  }),
  z.looseObject({ status: z.literal("cancelled") }),
]);

const scores = z.record(z.string(), z.number().nullable()).exactOptional();

const verdict = z.union([
  z.looseObject({
    reward: z.number(),
    success: z.boolean().exactOptional(),
    scores,
    details: jsonValueSchema.exactOptional(),
  }),
  z.looseObject({
    reward: z.null(),
    boundary,
    reason: z.string(),
    scores,
    details: jsonValueSchema.exactOptional(),
  }),
]);

const recordedFile = z.union([
  z.looseObject({ digest: z.string(), bytes: z.int(), mode: z.int().exactOptional() }),
  z.looseObject({ directory: z.literal(true), mode: z.int().exactOptional() }),
  z.looseObject({ link: z.string() }),
]);

const toolSpec = z.looseObject({
  name: z.string(),
  description: z.string(),
  parameters: jsonObjectSchema,
});

const events: z.ZodType<RecordedEvent> = z.discriminatedUnion("type", [
  z.looseObject({
    ...line,
    type: z.literal("episode-start"),
    format: z.literal(trajectoryFormat),
    key: z.looseObject({ task: z.string(), digest: z.string(), attempt: z.int() }),
    try: z.int(),
    seed: z.number(),
    environment: z.string(),
    agent: z.string(),
    sandbox: z.string().exactOptional(),
  }),
  z.looseObject({
    ...line,
    type: z.literal("reset"),
    tools: z.array(toolSpec),
    instructions: z.string().exactOptional(),
    observation: observationShape,
  }),
  z.looseObject({ ...line, type: z.literal("message"), n: z.int(), message: chatMessageSchema }),
  z.looseObject({
    ...line,
    type: z.literal("model-call"),
    role: z.string(),
    model: z.string(),
    ordinal: z.int(),
    prompt: z.array(z.union([z.int(), z.tuple([z.int(), z.int()])])),
    request: jsonObjectSchema.exactOptional(),
    response: z.int().exactOptional(),
    finish: z.enum(["stop", "tool-calls", "length", "filter", "unknown"]).exactOptional(),
    usage: usageSchema.exactOptional(),
    milliseconds: z
      .looseObject({
        queued: z.number(),
        firstToken: z.number().exactOptional(),
        total: z.number(),
      })
      .exactOptional(),
    retries: z
      .array(z.looseObject({ code: z.string(), message: z.string(), waitedMs: z.number() }))
      .exactOptional(),
    error: z.looseObject({ code: z.string(), message: z.string() }).exactOptional(),
  }),
  z.looseObject({
    ...line,
    type: z.literal("action"),
    action: recordedActionSchema,
  }),
  z.looseObject({
    ...line,
    type: z.literal("step"),
    observation: observationShape,
    reward: z.number().nullable().exactOptional(),
    terminated: z.boolean(),
    truncated: z.boolean(),
    info: jsonObjectSchema.exactOptional(),
    milliseconds: z.number(),
  }),
  z.looseObject({ ...line, type: z.literal("note"), kind: z.string(), data: jsonObjectSchema }),
  z.looseObject({ ...line, type: z.literal("ending"), ending }),
  z.looseObject({
    ...line,
    type: z.literal("evidence"),
    data: jsonValueSchema,
    files: z.record(z.string(), recordedFile),
  }),
  z.looseObject({ ...line, type: z.literal("verdict"), verdict, gradedBy: z.string() }),
  z.looseObject({ ...line, type: z.literal("episode-end"), leaked: z.array(z.string()) }),
]);

/** Validates one line of an episode's record. Members that it does not know pass through. */
export const recordedEventSchema: Schema<RecordedEvent> = events;
