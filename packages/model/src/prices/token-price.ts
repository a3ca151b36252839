import { isJsonObject, UsageError } from "@agent-gym/core";

const million = 1_000_000;

/** US dollars for a million tokens. */
export interface TokenPrice {
  /** For input that was not cached. */
  readonly input: number;
  /** For input that the server had in its cache. Default: as `input`. */
  readonly cachedInput?: number;
  /** For all output, thoughts included. */
  readonly output: number;
}

/** Tokens that are to be paid for. */
export interface TokenCounts {
  /** All tokens of the prompt, cached ones included. */
  readonly inputTokens: number;
  /** Those of them that the server had in its cache. */
  readonly cachedTokens: number;
  /** All tokens of the answer, thoughts included. */
  readonly outputTokens: number;
}

/** What tokens cost at a price, in US dollars. */
export function costAtPrice(tokens: TokenCounts, price: TokenPrice): number {
  const { inputTokens, cachedTokens, outputTokens } = tokens;
  const { input, cachedInput = input, output } = price;
  const dollars =
    (inputTokens - cachedTokens) * input + cachedTokens * cachedInput + outputTokens * output;
  return dollars / million;
}

/**
 * Checks a price that someone wrote down.
 *
 * @throws UsageError that names the field; `where` says where it stands.
 */
export function readTokenPrice(value: unknown, where: string): TokenPrice {
  const shape = '{"input": 0.5, "output": 1.5}, in dollars for a million tokens';
  if (!isJsonObject(value)) throw invalid(`${where} must be a price such as ${shape}`);
  const known = ["input", "cachedInput", "output"];
  for (const name of Object.keys(value)) {
    if (!known.includes(name)) {
      throw invalid(`${where} has a field "${name}"; a price has ${known.join(", ")}`);
    }
  }
  const amount = (name: string): number => {
    const given = value[name];
    if (typeof given === "number" && given >= 0 && Number.isFinite(given)) return given;
    throw invalid(`${where} needs a number from 0 on as "${name}", as in ${shape}`);
  };
  return {
    input: amount("input"),
    output: amount("output"),
    ...(value["cachedInput"] === undefined ? {} : { cachedInput: amount("cachedInput") }),
  };
}

function invalid(problem: string): UsageError {
  return new UsageError(`A price can't be used: ${problem}.`, { code: "invalid-price" });
}
