import { isJsonObject, type JsonObject } from "@agent-gym/core";

import { wellFormedText } from "../row/well-formed-text.ts";

/** The JSON object of a model's answer, in a fence or not; `undefined` when there is none. */
export function readProposal(content: string): JsonObject | undefined {
  const start = content.indexOf("{");
  const end = content.lastIndexOf("}");
  if (start === -1 || end <= start) return undefined;
  try {
    const value: unknown = JSON.parse(content.slice(start, end + 1));
    return isJsonObject(value) ? wellFormedText(value) : undefined;
  } catch {
    return undefined;
  }
}

/** All texts of a task's data, by which two tasks are compared. */
export function taskText(data: JsonObject): string {
  const texts: string[] = [];
  const collect = (value: unknown): void => {
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "number") texts.push(String(value));
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(collect);
  };
  const { id: _, source: __, tags: ___, ...own } = data;
  collect(own);
  return texts.join("\n");
}
