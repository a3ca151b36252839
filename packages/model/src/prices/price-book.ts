import { readFile } from "node:fs/promises";

import { isJsonObject, UsageError } from "@agent-gym/core";

import { loadPublishedPrices } from "./published-prices.ts";
import type { PublishedPrices } from "./published-prices.ts";
import { costAtPrice, readTokenPrice } from "./token-price.ts";
import type { TokenCounts, TokenPrice } from "./token-price.ts";

/** A model, as far as its price is concerned. */
export interface PricedModel {
  /** As the endpoint knows it. */
  readonly name: string;
  /** The endpoint's address. */
  readonly url: string;
}

/** Knows what models cost. */
export interface PriceBook {
  /** What a call has cost, in US dollars; `null` when the price is not known. */
  readonly costOf: (usage: TokenCounts, model: PricedModel) => number | null;
  /**
   * What a call can cost at most: nothing of its prompt in the server's cache, all of it written
   * there where that costs more. `null` when the price is not known.
   */
  readonly mostCostOf: (
    tokens: { readonly inputTokens: number; readonly outputTokens: number },
    model: PricedModel,
  ) => number | null;
}

/** Prices by model name; `*` in a name stands for any text. */
export type PriceTable = Readonly<Record<string, TokenPrice>>;

// Some prices change with the time of day: a call may end at a dearer one.
const longestCallMs = 3_600_000;

/**
 * Opens a price book: prices of one's own, from `file` or `table`, and behind them the published ones
 * of `@pydantic/genai-prices`, if that package is installed. A published price counts only for the
 * endpoint that it was published for: a server of one's own has none.
 *
 * The file is a JSON object: `{"Qwen3-*": {"input": 0.1, "cachedInput": 0.02, "output": 0.4}}`, in
 * dollars for a million tokens. A name without `*` wins over one with, else the first that fits.
 *
 * @throws UsageError when the file can't be read, or holds something else.
 */
export async function openPriceBook(
  options: {
    readonly file?: string;
    readonly table?: PriceTable;
    /** Whether to look the published prices up. Default: `true`. */
    readonly published?: boolean;
  } = {},
): Promise<PriceBook> {
  const { file, table = {}, published = true } = options;
  const own = { ...(file === undefined ? {} : await readPriceFile(file)), ...checked(table) };
  return createPriceBook(own, published ? await loadPublishedPrices() : undefined);
}

function createPriceBook(own: PriceTable, published: PublishedPrices | undefined): PriceBook {
  const find = findPrice(own);
  return {
    costOf: (usage, model) => {
      const price = find(model.name);
      if (price !== undefined) return costAtPrice(usage, price);
      return published?.(usage, model, { at: new Date(), isWritten: false }) ?? null;
    },
    mostCostOf: (tokens, model) => {
      const counts = { ...tokens, cachedTokens: 0 };
      const price = find(model.name);
      if (price !== undefined) {
        return Math.max(
          costAtPrice(counts, price),
          costAtPrice({ ...counts, cachedTokens: tokens.inputTokens }, price),
        );
      }
      const now = Date.now();
      const costs = [now, now + longestCallMs].flatMap((at) =>
        [false, true].map((isWritten) =>
          published?.(counts, model, { at: new Date(at), isWritten }),
        ),
      );
      return costs.reduce<number | null>(
        (most, cost) => (cost == null ? most : Math.max(most ?? 0, cost)),
        null,
      );
    },
  };
}

function findPrice(table: PriceTable): (name: string) => TokenPrice | undefined {
  const patterns = Object.entries(table)
    .filter(([name]) => name.includes("*"))
    .map(([name, price]) => {
      const parts = name.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      return [new RegExp(`^${parts.join(".*")}$`), price] as const;
    });
  return (name) =>
    Object.hasOwn(table, name) ? table[name] : patterns.find(([one]) => one.test(name))?.[1];
}

function checked(table: PriceTable, where = ""): PriceTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, price]) => [
      name,
      readTokenPrice(price, `${where}"${name}"`),
    ]),
  );
}

async function readPriceFile(file: string): Promise<PriceTable> {
  const fail = (problem: string, cause?: unknown): UsageError =>
    new UsageError(
      `The prices in ${file} can't be used: ${problem}. Expected a JSON object such as {"Qwen3-*": {"input": 0.1, "output": 0.4}}, in dollars for a million tokens.`,
      { code: "invalid-price-file", cause },
    );
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    throw fail((error as NodeJS.ErrnoException).code ?? "it can't be read", error);
  }
  let table: unknown;
  try {
    table = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw fail(`it is no JSON (${(error as Error).message})`, error);
  }
  if (!isJsonObject(table)) throw fail("it is no object");
  return checked(table as unknown as PriceTable, `${file}: `);
}
