import { isJsonObject, type JsonObject } from "@agent-gym/core";

/** How many beginnings of an object are tried: a reply is one object, perhaps after some words. */
const mostTries = 4;

/**
 * The first complete JSON object in a model's reply, past thoughts, code fences and words around it.
 * `undefined` when there is none; half an object is none.
 */
export function readJsonObject(reply: string): JsonObject | undefined {
  const text = reply.replace(/^\s*<think>[\s\S]*?<\/think>/, "");
  let from = 0;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const start = text.indexOf("{", from);
    if (start === -1) return undefined;
    const end = endOfObject(text, start);
    if (end === undefined) return undefined;
    const value = parsed(text.slice(start, end));
    if (isJsonObject(value)) return value;
    from = start + 1;
  }
  return undefined;
}

function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let inText = false;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at];
    if (inText) {
      if (character === "\\") at += 1;
      else if (character === '"') inText = false;
    } else if (character === '"') inText = true;
    else if (character === "{" || character === "[") depth += 1;
    else if (character === "}" || character === "]") {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
