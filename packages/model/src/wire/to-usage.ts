import type { ChatRequest, Usage } from "@agent-gym/core";

import type { TokenCounts } from "../prices/token-price.ts";
import type { Answer } from "./answer.ts";
import { estimateAnswerTokens, estimatePromptTokens } from "./estimate-tokens.ts";

/** The usage of a call: the server's figures, or ours, marked as such, where it gave none. */
export function toUsage(
  answer: Answer,
  options: {
    readonly request: ChatRequest;
    readonly costOf: (tokens: TokenCounts) => number | null;
  },
): Usage {
  const { request, costOf } = options;
  const { usage } = answer;
  const inputTokens = usage?.inputTokens ?? estimatePromptTokens(request);
  const outputTokens = usage?.outputTokens ?? estimateAnswerTokens(answer.message);
  const cachedTokens = Math.min(usage?.cachedTokens ?? 0, inputTokens);
  const reported = usage?.inputTokens !== undefined && usage.outputTokens !== undefined;
  return {
    inputTokens,
    cachedTokens,
    outputTokens,
    reasoningTokens: usage?.reasoningTokens ?? 0,
    cost: costOf({ inputTokens, cachedTokens, outputTokens }),
    ...(reported ? {} : { estimated: true }),
  };
}
