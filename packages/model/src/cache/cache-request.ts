import { createHash } from "node:crypto";

import { canonicalJson, isJsonObject } from "@agent-gym/core";
import type { ChatModel, ChatRequest, Json, JsonObject } from "@agent-gym/core";

/** A model that says what it adds to every request. */
export interface CacheableModel extends ChatModel {
  /** What of the model's own settings decides its answers. Default: nothing. */
  readonly settings?: {
    /** As on the wire. */
    readonly sampling: JsonObject;
    /** What is merged into the body of every request. */
    readonly body: JsonObject;
  };
}

/** A request as a cache knows it: all that decides its answer, and nothing else. */
export interface CacheRequest {
  readonly model: string;
  readonly messages: readonly Json[];
  readonly tools: readonly Json[];
  /** `sampling`, `stop`, `responseSchema` and `body`. */
  readonly rest: JsonObject;
}

// Values of such fields in a body are no part of what is asked.
const secretField =
  /^(?:x[-_])?(?:api[-_]?key|key|authorization|(?:access[-_]?)?token|secret|password)$/i;

/** Brings a request into the one form in which equal requests are equal, without secrets. */
export function toCacheRequest(request: ChatRequest, model: CacheableModel): CacheRequest {
  const { messages, tools = [], stop = [], responseSchema = null } = request;
  const { sampling = {}, body = {} } = model.settings ?? {};
  const plain = {
    model: model.id,
    messages,
    tools,
    rest: {
      sampling: { ...sampling, ...request.sampling },
      stop,
      responseSchema,
      body: withoutSecrets(body),
    },
  };
  // Fields that are `undefined` are gone after this, as they are in a file.
  return JSON.parse(JSON.stringify(plain)) as CacheRequest;
}

/** SHA-256 of a request's canonical JSON (RFC 8785), as 64 hexadecimal digits. */
export function cacheKey(request: CacheRequest): string {
  return createHash("sha256")
    .update(canonicalJson(request as unknown as JsonObject))
    .digest("hex");
}

function withoutSecrets(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutSecrets);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      secretField.test(name) ? "[secret]" : withoutSecrets(inner),
    ]),
  );
}
