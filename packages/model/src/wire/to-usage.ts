import type { ChatRequest, Usage } from "@agent-gym/core";

import type { TokenPrice } from "../chat-model-options.ts";
import type { Answer } from "./answer.ts";
import { estimateAnswerTokens, estimatePromptTokens } from "./estimate-tokens.ts";

const million = 1_000_000;

/** The usage of a call: the server's figures, or ours, marked as such, where it gave none. */
export function toUsage(
  answer: Answer,
  options: { readonly request: ChatRequest; readonly price: TokenPrice | undefined },
): Usage {
  const { request, price } = options;
  const { usage } = answer;
  const inputTokens = usage?.inputTokens ?? estimatePromptTokens(request);
  const outputTokens = usage?.outputTokens ?? estimateAnswerTokens(answer.message);
  const cachedTokens = Math.min(usage?.cachedTokens ?? 0, inputTokens);
  const reported = usage?.inputTokens !== undefined && usage.outputTokens !== undefined;
  const cost =
    price === undefined
      ? null
      : ((inputTokens - cachedTokens) * price.input +
          cachedTokens * (price.cachedInput ?? price.input) +
          outputTokens * price.output) /
        million;
  return {
    inputTokens,
    cachedTokens,
    outputTokens,
    reasoningTokens: usage?.reasoningTokens ?? 0,
    cost,
    ...(reported ? {} : { estimated: true }),
  };
}
