import type { Cursor } from "./cursor.ts";

const words = new Set(["and", "or", "und", "oder", "et", "ou"]);
const han = new Set(["和", "或", "或者", "与", "及", "以及", "且", "并且"]);

/** Whether the next token joins two items of a list in words. */
export function isConnective(cursor: Cursor): boolean {
  const { kind, text } = cursor.peek();
  if (kind === "word") return words.has(text.toLowerCase());
  return (kind === "han" && han.has(text)) || (kind === "operator" && text === "&");
}
