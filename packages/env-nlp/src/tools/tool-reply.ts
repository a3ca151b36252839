import type { Json, JsonObject } from "@agent-gym/core";

/** What a tool answers before it is made into a result. */
export type ToolReply =
  | { readonly ok: true; readonly result: Json }
  | {
      readonly ok: false;
      readonly code: string;
      readonly message: string;
      readonly details?: Json;
    };

/** The one JSON text that the agent reads. */
export function replyText(reply: ToolReply): string {
  return JSON.stringify(replyJson(reply));
}

/** A reply as the agent reads it, before it is text. */
export function replyJson(reply: ToolReply): Json {
  if (reply.ok) return reply.result;
  const { code, message, details } = reply;
  const error: JsonObject = { code, message, ...(details === undefined ? {} : { details }) };
  return { error };
}
