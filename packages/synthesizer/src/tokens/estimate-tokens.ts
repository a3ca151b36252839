import type { TokenCounter } from "./token-counter.ts";

/**
 * An estimate where no tokenizer is at hand: 0.73 tokens per character of Chinese, Japanese and Korean,
 * one per 4.4 others, which tokenizers of the Qwen family come to on average. Every figure made with
 * it is marked as estimated.
 */
export const estimatedTokens: TokenCounter = {
  description: { kind: "estimate", wide: 0.73, other: 1 / 4.4 },
  estimated: true,
  count: (text) => {
    const wide = text.match(/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/g)?.length ?? 0;
    return Math.round(wide * 0.73 + (text.length - wide) / 4.4);
  },
};
