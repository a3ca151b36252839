import type { IndexEntry } from "../record/index-entry.ts";

/** What was paid for. */
export interface SpentCost {
  /** In US dollars: of all calls whose price is known. */
  readonly cost: number;
  /** Whether every price was known. */
  readonly complete: boolean;
}

/**
 * What the models of some tries have cost: also of tries that were made again or cut off, and each
 * answer once. A call that was under way when a process was killed is in no record.
 */
export function spentCost(entries: Iterable<IndexEntry>): SpentCost {
  let cost = 0;
  let complete = true;
  for (const { usage, paid = usage } of entries) {
    for (const used of Object.values(paid)) {
      cost += used.cost ?? 0;
      complete &&= used.cost !== null;
    }
  }
  return { cost, complete };
}
