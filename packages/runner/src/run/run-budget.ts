import type { SpentCost } from "../statistics/spent-cost.ts";

/**
 * What the models of a run may cost. The run itself only counts; whoever implements the models sets
 * aside the worst case of each call before it is sent, and refuses a call that there is no money for
 * with a `ProviderError` of the code `budget`. That ends the run: what is under way and needs no more
 * is finished, the rest is owed.
 */
export interface RunBudget {
  /** In US dollars, over all processes that ever worked on the run. */
  readonly maxCost: number;
  /**
   * Called once, when the run's folder is there and before any model is asked: the place to open a
   * ledger in the folder. What it returns is disposed of after the last call.
   */
  readonly open: (place: {
    /** Absolute. */
    readonly folder: string;
    /** What the record knows of earlier processes: all tries, those that were cut off included. */
    readonly spent: SpentCost;
  }) => Promise<AsyncDisposable>;
}
