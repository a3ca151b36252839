import { UsageError } from "@agent-gym/core";
import type { ModelCacheMode } from "@agent-gym/model";

import { didYouMean } from "../loading/near-names.ts";

const modes: readonly ModelCacheMode[] = ["record", "replay", "replay-or-live"];

/** What `--model-cache` asks for. */
export interface CacheChoice {
  readonly mode: ModelCacheMode;
  /** As it was typed. */
  readonly file: string;
}

/** Whether recorded answers are all there is: no endpoint is asked. */
export function isReplay({ modelCache }: { readonly modelCache?: readonly string[] }): boolean {
  return readCacheChoice(modelCache)?.mode === "replay";
}

/**
 * Reads the words of `--model-cache MODE FILE`.
 *
 * @throws UsageError for another number of words, or an unknown mode.
 */
export function readCacheChoice(words: readonly string[] | undefined): CacheChoice | undefined {
  if (words === undefined) return undefined;
  const [first = "", file = "", ...more] = words;
  const mode = modes.find((one) => one === first);
  if (mode !== undefined && file !== "" && more.length === 0) return { mode, file };
  const problem =
    mode === undefined
      ? `there is no mode "${first}".${didYouMean(first, modes)}`
      : `it takes a mode and one file, not ${words.join(" ")}.`;
  throw new UsageError(
    `--model-cache can't be read: ${problem} Write --model-cache record FILE, replay FILE or replay-or-live FILE, after the environment.`,
    { code: "invalid-model-cache" },
  );
}
