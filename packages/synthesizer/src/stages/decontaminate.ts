import type { Json, JsonObject } from "@agent-gym/core";

import { userText } from "../row/actions.ts";
import { minHash } from "../similarity/min-hash.ts";
import { Shingler } from "../similarity/shingler.ts";
import { SimilarityIndex } from "../similarity/similarity-index.ts";
import { nearDuplicateSizes } from "./near-duplicates.ts";
import type { BenchmarkItem } from "./read-benchmark.ts";
import { type Judgement, kept, rejected, type Stage } from "./stage.ts";

/** What must not be trained on, and how close is too close. */
export interface DecontaminateOptions {
  /** What must not be trained on; as {@link readBenchmark} gives it. */
  readonly benchmarks: readonly BenchmarkItem[];
  /** Words in a row that prove it; twice as many characters in scripts without spaces. Default 8. */
  readonly grams?: number;
  /** Jaccard similarity from which on a row goes. Default 0.4. */
  readonly threshold?: number;
}

interface Hit {
  readonly item: BenchmarkItem;
  readonly by: "gram" | "similarity";
  /** The words that both hold, or how similar they are. */
  readonly evidence: string;
}

/**
 * Removes rows whose questions occur in a benchmark: any run of eight words in common, or a MinHash
 * similarity above a threshold. What users say is compared, with the benchmark's texts.
 */
export function decontaminateStage(options: DecontaminateOptions): Stage {
  const { benchmarks, grams = 8, threshold = 0.4 } = options;
  const sources = [...new Set(benchmarks.map(({ source }) => source))];
  return {
    name: "decontaminate",
    description: "removes rows whose questions occur in a benchmark",
    settings: { grams, threshold, items: benchmarks.length, sources },
    open: () => {
      const find = contaminationFinder(benchmarks, { grams, threshold });
      const removed: { [key: string]: Json }[] = [];
      const counts: Record<string, number> = {};
      const judge = (id: string, text: string): Judgement => {
        const hit = find(text);
        if (hit === undefined) return kept;
        const { item, by, evidence } = hit;
        counts[item.source] = (counts[item.source] ?? 0) + 1;
        const note = { source: item.source, item: item.id, by, evidence };
        if (removed.length < 1000) removed.push({ row: id, ...note });
        return rejected(
          "contaminated",
          by === "gram"
            ? `its question shares "${evidence}" with ${item.source} ${item.id}`
            : `its question is like ${item.source} ${item.id} (similarity ${evidence})`,
          note,
        );
      };
      return {
        judge: ({ rows }) => rows.map((row) => judge(row.id, userText(row.transcript))),
        report: (): JsonObject => ({
          items: benchmarks.length,
          sources,
          bySource: counts,
          removed,
        }),
      };
    },
  };
}

/** Looks a text up in benchmarks. */
function contaminationFinder(
  benchmarks: readonly BenchmarkItem[],
  { grams, threshold }: { readonly grams: number; readonly threshold: number },
): (text: string) => Hit | undefined {
  const gramShingler = new Shingler({ words: grams, characters: grams * 2 });
  const shingler = new Shingler(nearDuplicateSizes);
  const index = new SimilarityIndex(threshold);
  const known = new Map<number, number>();
  for (const [place, { text }] of benchmarks.entries()) {
    gramShingler.forEachGram(text, (hash) => {
      if (!known.has(hash)) known.set(hash, place);
    });
    index.add(minHash(shingler.shingles(text)));
  }
  return (text) => {
    let found: Hit | undefined;
    gramShingler.forEachGram(text, (hash, start) => {
      const item = benchmarks[known.get(hash) ?? -1];
      if (item === undefined) return false;
      found = { item, by: "gram", evidence: gramShingler.gramText(start) };
      return true;
    });
    if (found !== undefined) return found;
    const alike = index.find(minHash(shingler.shingles(text)));
    const item = benchmarks[alike?.item ?? -1];
    return alike === undefined || item === undefined
      ? undefined
      : { item, by: "similarity", evidence: alike.similarity.toFixed(2) };
  };
}
