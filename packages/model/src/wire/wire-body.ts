import type { ChatMessage, ChatRequest, JsonObject } from "@agent-gym/core";

import { isStrictSchema } from "./is-strict-schema.ts";
import type { ServerHabits } from "./server-habits.ts";
import type { WireSettings } from "./wire-api.ts";
import { toWireMessage } from "./wire-message.ts";

/** The body of a request for a chat completion. */
export function toWireBody(
  request: ChatRequest,
  { settings, habits }: { readonly settings: WireSettings; readonly habits: ServerHabits },
): JsonObject {
  const { tools = [], responseSchema: schema, stop = [] } = request;
  const messages =
    schema === undefined || habits.schemaForm === "json_schema"
      ? request.messages
      : withSchemaInPrompt(request.messages, schema);
  return {
    model: settings.model,
    messages: messages.map((message) => toWireMessage(message, habits)),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, parameters }) => ({
            type: "function",
            function: { name, description, parameters },
          })),
        }),
    ...toWireSampling({ ...settings.sampling, ...request.sampling }, habits),
    ...(stop.length === 0 ? {} : { stop }),
    ...(schema === undefined ? {} : responseFormat(schema, habits)),
    ...(settings.stream
      ? {
          stream: true,
          ...(habits.includeUsage ? { stream_options: { include_usage: true } } : {}),
        }
      : {}),
    ...settings.body,
  };
}

function toWireSampling(sampling: JsonObject, habits: ServerHabits): JsonObject {
  const { max_tokens: limit, ...rest } = sampling;
  return limit === undefined ? sampling : { ...rest, [habits.tokenLimitField]: limit };
}

function responseFormat(schema: JsonObject, { schemaForm }: ServerHabits): JsonObject {
  switch (schemaForm) {
    case "json_schema": {
      const strict = isStrictSchema(schema) ? { strict: true } : {};
      const json_schema = { name: "answer", schema, ...strict };
      return { response_format: { type: "json_schema", json_schema } };
    }
    case "json_object":
      return { response_format: { type: "json_object" } };
    default:
      return {};
  }
}

/**
 * A prompt that demands an answer that fits a schema. Servers that offer `json_object` want the word
 * "json" in it; many templates allow only one system message, and only at the start.
 */
export function withSchemaInPrompt(
  messages: readonly ChatMessage[],
  schema: JsonObject,
): readonly ChatMessage[] {
  const demand = `Answer with one json object and nothing else. It must fit this JSON Schema:\n${JSON.stringify(schema)}`;
  const [first, ...rest] = messages;
  if (first?.role !== "system") return [{ role: "system", content: demand }, ...messages];
  const content =
    typeof first.content === "string"
      ? `${first.content}\n\n${demand}`
      : [...first.content, { type: "text" as const, text: demand }];
  return [{ role: "system", content }, ...rest];
}
