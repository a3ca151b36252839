import type { TokenCounts } from "./token-price.ts";

/** Gives what tokens cost by the published prices; `null` where none is known. */
export type PublishedPrices = (
  tokens: TokenCounts,
  model: { readonly name: string; readonly url: string },
  options: { readonly at: Date; readonly isWritten: boolean },
) => number | null;

/** Loads the table of `@pydantic/genai-prices`; `undefined` where the package is not installed. */
export async function loadPublishedPrices(): Promise<PublishedPrices | undefined> {
  const prices = await import("@pydantic/genai-prices").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  });
  if (prices === undefined) return undefined;
  return ({ inputTokens, cachedTokens, outputTokens }, { name, url }, { at, isWritten }) => {
    const usage = {
      input_tokens: inputTokens,
      output_tokens: outputTokens,
      cache_read_tokens: Math.min(cachedTokens, inputTokens),
      ...(isWritten ? { cache_read_tokens: 0, cache_write_tokens: inputTokens } : {}),
    };
    // The endpoint decides, not the name alone: what a model costs elsewhere is no price here.
    const options = { providerApiUrl: url, timestamp: at };
    return prices.calcPrice(usage, name, options)?.total_price ?? null;
  };
}
