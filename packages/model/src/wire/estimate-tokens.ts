import { contentText } from "@agent-gym/core";
import type { AssistantMessage, ChatMessage, ChatRequest } from "@agent-gym/core";

const tokensPerCjkCharacter = 0.73;
const charactersPerToken = 4.4;
// What OpenAI counts for a picture of 1024 × 1024 in full detail.
const tokensPerImage = 765;

/**
 * A guess at the tokens of a text, for want of the server's own count: 0.73 for each Chinese,
 * Japanese or Korean character, one for 4.4 others. Fitted to the vocabulary `o200k`, which writes
 * English at 5.0 and JSON at 3.95 characters per token.
 */
export function estimateTokens(text: string): number {
  let cjk = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (isCjk(text.charCodeAt(index))) cjk += 1;
  }
  return Math.ceil(cjk * tokensPerCjkCharacter + (text.length - cjk) / charactersPerToken);
}

/** The same for a whole prompt: its messages, its tools, and 765 for each picture. */
export function estimatePromptTokens(request: ChatRequest): number {
  const tools = request.tools === undefined ? 0 : estimateTokens(JSON.stringify(request.tools));
  return request.messages.reduce((sum, message) => sum + messageTokens(message), tools);
}

/** The same for an answer: what it says, thinks and calls. */
export function estimateAnswerTokens({
  content,
  reasoning = "",
  toolCalls = [],
}: AssistantMessage): number {
  const calls = toolCalls.map(({ name, arguments: written }) => name + written).join("");
  return estimateTokens(content + reasoning + calls);
}

function messageTokens(message: ChatMessage): number {
  if (message.role === "assistant") return estimateAnswerTokens(message);
  const { content } = message;
  const images =
    typeof content === "string" ? 0 : content.filter((part) => part.type === "image").length;
  return estimateTokens(contentText(content)) + images * tokensPerImage;
}

function isCjk(code: number): boolean {
  return (
    (code >= 0x2e80 && code <= 0x9fff) ||
    (code >= 0xac00 && code <= 0xd7af) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xff00 && code <= 0xffef) ||
    // High halves of the planes that hold rare ideographs.
    (code >= 0xd840 && code <= 0xd8ff)
  );
}
