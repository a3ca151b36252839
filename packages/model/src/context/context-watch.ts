import { contentText, ProviderError } from "@agent-gym/core";
import type { CallScope, ChatMessage, ChatRequest } from "@agent-gym/core";

import { estimatePromptTokens, estimateTokens } from "../wire/estimate-tokens.ts";
import type { ReportedUsage } from "../wire/reported-usage.ts";

/** What a call of an episode looked like, and what the server counted. */
interface Seen {
  /** Role and length of each message: enough to know whether a later prompt only grew. */
  readonly shape: readonly string[];
  /** All that a prompt holds besides its messages. */
  readonly rest: string;
  readonly model: string;
  readonly tokens: number;
}

// Of finished episodes nothing is told: the oldest are forgotten.
const mostEpisodes = 4096;
// An estimate may be off by half.
const doubt = 1.5;
// What a chat template writes around a message.
const tokensAround = 8;

/**
 * Notices a server that silently cuts the beginning of a conversation off instead of refusing it: a
 * prompt that only grew, and of which it counts fewer tokens than before.
 *
 * It keeps quiet where there is another explanation: other messages, tools, schema or model than
 * before; thoughts that a chat template leaves out; pictures; no count; or a count that may be that
 * of the new messages alone, since some servers leave out what they had in their cache.
 */
export class ContextWatch {
  readonly #endpoint: string;
  readonly #seen = new Map<string, Seen>();

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  /** @throws ProviderError `context-cut` that names the settings to change. */
  check(
    request: ChatRequest,
    answered: {
      readonly scope: CallScope | undefined;
      readonly usage: ReportedUsage | undefined;
      readonly model: string;
    },
  ): void {
    const { scope, usage, model } = answered;
    if (scope === undefined || usage?.inputTokens === undefined) return;
    const { messages, tools, responseSchema } = request;
    const { inputTokens, cachedTokens } = usage;
    const now: Seen = {
      shape: messages.map(shapeOf),
      rest: JSON.stringify([tools, responseSchema]),
      model,
      // Where more is cached than counted, the count is of the rest.
      tokens: cachedTokens > inputTokens ? inputTokens + cachedTokens : inputTokens,
    };
    const key = JSON.stringify([scope.episode, scope.role]);
    const before = this.#seen.get(key);
    this.#remember(key, now);
    if (before !== undefined && grew(before, now) && isCut(before, now, messages)) {
      throw this.#error(before.tokens, now.tokens);
    }
  }

  #remember(key: string, seen: Seen): void {
    this.#seen.delete(key);
    this.#seen.set(key, seen);
    if (this.#seen.size <= mostEpisodes) return;
    for (const oldest of this.#seen.keys()) {
      this.#seen.delete(oldest);
      return;
    }
  }

  #error(before: number, now: number): ProviderError {
    return new ProviderError({
      code: "context-cut",
      message: `${this.#endpoint} counts ${now} tokens of a prompt that has grown since it counted ${before}: it silently cuts the beginning of the conversation off. Raise its context length (Ollama: num_ctx or OLLAMA_CONTEXT_LENGTH; llama.cpp: --ctx-size, and --no-context-shift; vLLM: --max-model-len), or limit the episode's turns or tokens.`,
    });
  }
}

function grew(before: Seen, now: Seen): boolean {
  return (
    now.shape.length > before.shape.length &&
    now.rest === before.rest &&
    now.model === before.model &&
    before.shape.every((one, index) => one === now.shape[index])
  );
}

function isCut(before: Seen, now: Seen, messages: readonly ChatMessage[]): boolean {
  if (messages.some(({ content }) => typeof content !== "string" && content.some(isImage))) {
    return false;
  }
  const thoughts = messages.reduce((sum, message) => sum + thoughtTokens(message), 0);
  if (now.tokens + doubt * thoughts >= before.tokens) return false;
  const added = messages.slice(before.shape.length);
  const addedTokens = estimatePromptTokens({ messages: added }) + tokensAround * added.length;
  return now.tokens > doubt * addedTokens;
}

function shapeOf(message: ChatMessage): string {
  const calls = message.role === "assistant" ? (message.toolCalls ?? []) : [];
  const written = calls.reduce((sum, call) => sum + call.name.length + call.arguments.length, 0);
  return `${message.role} ${contentText(message.content).length} ${written}`;
}

function isImage({ type }: { readonly type: string }): boolean {
  return type === "image";
}

function thoughtTokens(message: ChatMessage): number {
  if (message.role !== "assistant") return 0;
  const { content, reasoning = "" } = message;
  const end = content.lastIndexOf("</think>");
  return estimateTokens(reasoning + (end === -1 ? "" : content.slice(0, end)));
}
