import type { ChatResult, FinishReason, Json, JsonObject, Usage } from "@agent-gym/core";

const finishReasons: Readonly<Record<FinishReason, string>> = {
  stop: "stop",
  "tool-calls": "tool_calls",
  length: "length",
  filter: "content_filter",
  unknown: "stop",
};

/** What all parts of one answer have in common. */
export interface CompletionHead {
  readonly id: string;
  /** Seconds since 1970. */
  readonly created: number;
}

/**
 * A model's answer as a chat completion.
 * Format: https://platform.openai.com/docs/api-reference/chat/object
 */
export function writeCompletion(result: ChatResult, head: CompletionHead): JsonObject {
  const { message, finish, model } = result;
  const calls = wireCalls(result);
  return {
    ...head,
    object: "chat.completion",
    model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: message.content === "" && calls.length > 0 ? null : message.content,
          refusal: null,
          ...(message.reasoning === undefined ? {} : { reasoning_content: message.reasoning }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: finishReasons[finish],
      },
    ],
    usage: wireUsage(result.usage),
  };
}

/** The same answer as the chunks of a stream, without `[DONE]`. */
export function writeChunks(
  result: ChatResult,
  head: CompletionHead,
  { includeUsage }: { readonly includeUsage: boolean },
): readonly JsonObject[] {
  const { message, finish, model, usage } = result;
  const base = { ...head, object: "chat.completion.chunk", model };
  const choice = (delta: JsonObject, reason: string | null): JsonObject => ({
    ...base,
    choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }],
  });
  const { reasoning = "", content } = message;
  return [
    choice({ role: "assistant", content: "" }, null),
    ...(reasoning === "" ? [] : [choice({ reasoning_content: reasoning }, null)]),
    ...(content === "" ? [] : [choice({ content }, null)]),
    ...wireCalls(result).map((call, index) => choice({ tool_calls: [{ ...call, index }] }, null)),
    choice({}, finishReasons[finish]),
    ...(includeUsage ? [{ ...base, choices: [], usage: wireUsage(usage) }] : []),
  ];
}

function wireCalls({ message }: ChatResult): readonly (JsonObject & { readonly id: string })[] {
  return (message.toolCalls ?? []).map(({ id, name, arguments: written }) => ({
    id,
    type: "function",
    function: { name, arguments: written },
  }));
}

function wireUsage(usage: Usage): Json {
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: { cached_tokens: usage.cachedTokens },
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
}
