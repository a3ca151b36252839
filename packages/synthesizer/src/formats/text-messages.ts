import { contentText, type ChatMessage, type Json, type JsonObject } from "@agent-gym/core";

import type { TemplateInput } from "./row-format.ts";

/** Messages of a text dialect as `{role, content}`, and nothing else. */
export function textMessages(messages: readonly ChatMessage[]): readonly JsonObject[] {
  return messages.map(({ role, content }) => ({ role, content: contentText(content) }));
}

/** Reads `{messages}` as a loader does that learns every assistant message. */
export function readMessages(value: JsonObject): readonly TemplateInput[] {
  const messages = objects(value["messages"]);
  return [{ messages, trained: messages.map(({ role }) => role === "assistant") }];
}

/** Reads `{prompt, completion}`: only the completion is learned. */
export function readPromptCompletion(value: JsonObject): TemplateInput {
  const prompt = objects(value["prompt"]);
  const completion = objects(value["completion"]);
  const tools = readTools(value);
  return {
    messages: [...prompt, ...completion],
    ...(tools === undefined ? {} : { tools }),
    trained: [...prompt.map(() => false), ...completion.map(() => true)],
  };
}

/** The tools of a record: a list, or the JSON text of one. */
export function readTools({ tools }: JsonObject): readonly JsonObject[] | undefined {
  if (tools === undefined) return undefined;
  return objects(typeof tools === "string" ? (JSON.parse(tools) as unknown) : tools);
}

/** A list of objects, taken on trust: we wrote it. */
export function objects(value: unknown): readonly JsonObject[] {
  return value as readonly JsonObject[];
}

/** A text of a record, taken on trust; empty where there is none. */
export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The same message with the arguments of its calls as objects, where they are JSON text. */
export function parseArguments(message: JsonObject): JsonObject {
  if (!("tool_calls" in message)) return message;
  return {
    ...message,
    tool_calls: objects(message["tool_calls"]).map((call) => {
      const called = call["function"] as JsonObject;
      const values = JSON.parse(textOf(called["arguments"])) as JsonObject;
      return { ...call, function: { ...called, arguments: values } };
    }),
  };
}
