import { isJsonObject } from "@agent-gym/core";
import type { Json, JsonObject } from "@agent-gym/core";

import { countField } from "../wire/read-field.ts";

/** The most tokens that a request can come to. */
export interface TokenBound {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

// What chat templates add of their own: instructions for tools, dates, default system messages.
const templateTokens = 1_024;
// The most that any of the large providers counts for one picture, to our knowledge: 8 tiles of
// 5,667 and a base of 2,833 (gpt-4o-mini).
const imageTokens = 50_000;

/**
 * The most tokens that a request can come to, by its body: a token stands for one byte at least, and
 * what the body's JSON adds to the texts is more than what a template writes around them. `undefined`
 * when the body sets no limit to the answer.
 */
export function tokenBound(body: JsonObject): TokenBound | undefined {
  const perAnswer = countField(body, "max_completion_tokens", "max_tokens", "max_output_tokens");
  if (perAnswer === undefined) return undefined;
  const pictures = { count: 0 };
  const prompt = ["messages", "input", "instructions", "tools", "response_format", "text"].map(
    (name) => withoutPictures(body[name] ?? null, pictures),
  );
  return {
    inputTokens:
      Buffer.byteLength(JSON.stringify(prompt)) + templateTokens + pictures.count * imageTokens,
    outputTokens: perAnswer * Math.max(1, countField(body, "n") ?? 1),
  };
}

/** Whether a request with such fields has a limit to its answer. */
export function hasAnswerLimit(...fields: readonly JsonObject[]): boolean {
  return tokenBound(Object.assign({}, ...fields) as JsonObject) !== undefined;
}

function withoutPictures(value: Json, pictures: { count: number }): Json {
  if (Array.isArray(value))
    return (value as readonly Json[]).map((one) => withoutPictures(one, pictures));
  if (!isJsonObject(value)) return value;
  if (value["type"] === "image_url" || value["type"] === "input_image") {
    pictures.count += 1;
    return null;
  }
  return "content" in value
    ? { ...value, content: withoutPictures(value["content"] ?? null, pictures) }
    : value;
}
