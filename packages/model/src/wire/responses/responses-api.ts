import { isJsonObject } from "@agent-gym/core";
import type { JsonObject } from "@agent-gym/core";

import { objectField, textField } from "../read-field.ts";
import type { WireApi } from "../wire-api.ts";
import { ReasoningMemory } from "./reasoning-memory.ts";
import { toResponsesBody } from "./responses-body.ts";
import { ResponsesBuilder } from "./responses-builder.ts";

/** The Responses API of OpenAI, for one model: it remembers the thoughts behind the model's turns. */
export function createResponsesApi(): WireApi {
  const memory = new ReasoningMemory();
  return {
    path: "/responses",
    expects: 'a finished "output": is it an endpoint of the Responses API?',
    toBody: (request, use) => toResponsesBody(request, { ...use, memory }),
    assemble: ({ stop = [] }) => new ResponsesBuilder(memory, stop),
    withError,
  };
}

/** Events name their errors at the top, or in the response that failed. */
function withError(body: JsonObject): JsonObject {
  if (isJsonObject(body["error"])) return body;
  if (body["type"] === "error") {
    const { type: _, ...error } = body;
    return { error };
  }
  const response = isJsonObject(body["response"]) ? objectField(body, "response") : body;
  if (textField(response, "status") !== "failed") return body;
  const { error } = response;
  return { error: isJsonObject(error) ? error : { message: "The response failed." } };
}
