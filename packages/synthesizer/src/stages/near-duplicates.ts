import { userText } from "../row/actions.ts";
import type { Row } from "../row/row.ts";
import { minHash } from "../similarity/min-hash.ts";
import { Shingler } from "../similarity/shingler.ts";
import { SimilarityIndex } from "../similarity/similarity-index.ts";
import { rowText } from "./row-text.ts";
import { type Judgement, kept, rejected, type Stage } from "./stage.ts";

/** What is compared, and how close is too close. */
export interface NearDuplicatesOptions {
  /**
   * What is compared. `row` (the default): what is asked and done, so that attempts that differ stay.
   * `task`: what is asked; attempts at one task are never compared with each other.
   */
  readonly of?: "row" | "task";
  /** Jaccard similarity from which on a row goes. Default 0.4 for tasks, 0.9 for rows. */
  readonly threshold?: number;
}

/** Shingles of three words, or two characters where a script has no spaces. */
export const nearDuplicateSizes = { words: 3, characters: 2 } as const;

/**
 * Removes rows that are much like an earlier one, by MinHash. Should come last, for what it has let
 * through is in the dataset.
 */
export function nearDuplicatesStage(options: NearDuplicatesOptions = {}): Stage {
  const { of = "row", threshold = of === "row" ? 0.9 : 0.4 } = options;
  const textOf = of === "row" ? rowText : (row: Row): string => userText(row.transcript);
  return {
    name: of === "row" ? "near-duplicates" : "near-duplicate-tasks",
    description: `removes rows whose ${of === "row" ? "content" : "task"} is much like an earlier one's`,
    settings: { of, threshold, shingles: { ...nearDuplicateSizes } },
    ordered: true,
    open: () => {
      const shingler = new Shingler(nearDuplicateSizes);
      const index = new SimilarityIndex(threshold);
      const ids: string[] = [];
      return {
        judge: ({ rows }) => {
          // Attempts at one task ask the same; they are compared with other tasks' alone.
          const pending: { readonly signature: Uint8Array; readonly id: string }[] = [];
          const judgements = rows.map((row): Judgement => {
            const signature = minHash(shingler.shingles(textOf(row)));
            const found = index.find(signature);
            if (found !== undefined) {
              const id = ids[found.item] ?? "";
              return rejected(
                "near-duplicate",
                `it is like ${id} (similarity ${found.similarity.toFixed(2)})`,
                { id, similarity: round(found.similarity) },
              );
            }
            pending.push({ signature, id: row.id });
            if (of === "row") add(pending.splice(0));
            return kept;
          });
          add(pending.slice(0, 1));
          return judgements;
        },
      };

      function add(
        items: readonly { readonly signature: Uint8Array; readonly id: string }[],
      ): void {
        for (const { signature, id } of items) {
          index.add(signature);
          ids.push(id);
        }
      }
    },
  };
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
