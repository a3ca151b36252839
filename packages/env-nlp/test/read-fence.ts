import { type ChatRequest, contentText, type JsonObject } from "@agent-gym/core";

/** The data of a request: what stands fenced in its messages, by label; the last of a label wins. */
export function fencedData(request: ChatRequest): Readonly<Record<string, JsonObject>> {
  const found: Record<string, JsonObject> = {};
  for (const message of request.messages) {
    if (message.role === "assistant") continue;
    const text = contentText(message.content);
    for (const match of text.matchAll(/<data-([0-9a-f]+) (\w+)>\n(.*)\n<\/data-\1>/g)) {
      found[match[2] ?? ""] = JSON.parse(match[3] ?? "") as JsonObject;
    }
  }
  return found;
}
