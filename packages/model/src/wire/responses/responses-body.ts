import { isJsonObject } from "@agent-gym/core";
import type { ChatRequest, JsonObject } from "@agent-gym/core";

import { isStrictSchema } from "../is-strict-schema.ts";
import type { ServerHabits } from "../server-habits.ts";
import type { WireSettings } from "../wire-api.ts";
import { withSchemaInPrompt } from "../wire-body.ts";
import type { ReasoningMemory } from "./reasoning-memory.ts";
import { toInputItems } from "./responses-input.ts";

/**
 * The body of a request to the Responses API. Nothing is stored at the server: thoughts come and go
 * as encrypted items. The API has no stop sequences; what comes after one is cut off here.
 */
export function toResponsesBody(
  request: ChatRequest,
  use: {
    readonly settings: WireSettings;
    readonly habits: ServerHabits;
    readonly memory: ReasoningMemory;
  },
): JsonObject {
  const { settings, habits, memory } = use;
  const { tools = [], responseSchema: schema } = request;
  const messages =
    schema === undefined || habits.schemaForm === "json_schema"
      ? request.messages
      : withSchemaInPrompt(request.messages, schema);
  const replay = { replayReasoning: habits.replayReasoning, memory };
  return {
    model: settings.model,
    input: messages.flatMap((message) => toInputItems(message, replay)),
    ...(tools.length === 0
      ? {}
      : {
          tools: tools.map(({ name, description, parameters }) => ({
            type: "function",
            name,
            description,
            parameters,
            // By default the API takes any schema for one in strict terms, and changes it.
            strict: false,
          })),
        }),
    ...toSampling({ ...settings.sampling, ...request.sampling }, habits),
    ...(schema === undefined ? {} : textFormat(schema, habits)),
    store: false,
    ...(habits.includeReasoning ? { include: ["reasoning.encrypted_content"] } : {}),
    ...(settings.stream ? { stream: true } : {}),
    ...settings.body,
  };
}

/** Sampling by the names that it has here. */
function toSampling(sampling: JsonObject, habits: ServerHabits): JsonObject {
  const {
    max_tokens: limit,
    max_completion_tokens: newerLimit = limit,
    reasoning_effort: effort,
    reasoning,
    seed,
    ...rest
  } = sampling;
  const thinking = {
    ...(isJsonObject(reasoning) ? reasoning : {}),
    ...(effort === undefined ? {} : { effort }),
  };
  return {
    ...(newerLimit === undefined ? {} : { max_output_tokens: newerLimit }),
    ...(Object.keys(thinking).length === 0 ? {} : { reasoning: thinking }),
    ...(seed === undefined || !habits.takesSeed ? {} : { seed }),
    ...rest,
  };
}

function textFormat(schema: JsonObject, { schemaForm }: ServerHabits): JsonObject {
  switch (schemaForm) {
    case "json_schema": {
      const strict = isStrictSchema(schema);
      return { text: { format: { type: "json_schema", name: "answer", schema, strict } } };
    }
    case "json_object":
      return { text: { format: { type: "json_object" } } };
    default:
      return {};
  }
}
