/** Tokens and money of one call, or of several. */
export interface Usage {
  /** All tokens of the prompt, cached ones included. */
  readonly inputTokens: number;
  /** Those of them that the server had in its cache. */
  readonly cachedTokens: number;
  /** All tokens of the answer, thoughts included. */
  readonly outputTokens: number;
  /** Those of them that were thoughts, as the server counts them; 0 where it does not say. */
  readonly reasoningTokens: number;
  /** In US dollars; `null` when the price is not known. */
  readonly cost: number | null;
  /** There when the server gave no figures and these are ours. */
  readonly estimated?: true;
}

/** The usage of nothing. */
export const noUsage: Usage = {
  inputTokens: 0,
  cachedTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
  cost: 0,
};

/** The sum of two usages; an unknown cost makes the sum unknown. */
export function addUsage(left: Usage, right: Usage): Usage {
  return {
    inputTokens: left.inputTokens + right.inputTokens,
    cachedTokens: left.cachedTokens + right.cachedTokens,
    outputTokens: left.outputTokens + right.outputTokens,
    reasoningTokens: left.reasoningTokens + right.reasoningTokens,
    cost: left.cost === null || right.cost === null ? null : left.cost + right.cost,
    ...(left.estimated === true || right.estimated === true ? { estimated: true } : {}),
  };
}
