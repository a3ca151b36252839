import { UsageError } from "@agent-gym/core";

import { openSpendingBudget } from "./open-spending-budget.ts";
import { spendingBudget } from "./spending-budget.ts";
import type { SpendingBudget } from "./spending-budget.ts";

/** A budget whose file is not known yet: until it is opened, it lets no call through. */
export interface DeferredSpendingBudget extends SpendingBudget {
  /**
   * Opens its file, as {@link openSpendingBudget} does; closed by what it returns.
   *
   * @throws UsageError when the file can't be used, or the budget is open already.
   */
  readonly open: (place: {
    readonly file: string;
    /** In US dollars. Default: 0. */
    readonly spent?: number;
  }) => Promise<AsyncDisposable>;
}

/**
 * A budget for models that are made before the folder of their run is: so that what they lack (a
 * price, `max_tokens`) is told before anything is written.
 *
 * @throws UsageError for an amount that is none.
 */
export function deferredSpendingBudget(options: {
  /** In US dollars, all that was spent before included. */
  readonly maxCost: number;
}): DeferredSpendingBudget {
  const { maxCost } = spendingBudget(options);
  let opened: SpendingBudget | undefined;
  let isTaken = false;
  return {
    maxCost,
    get spent(): number {
      return opened?.spent ?? 0;
    },
    get reserved(): number {
      return opened?.reserved ?? 0;
    },
    reserve: async (cost, { signal }) => {
      if (opened === undefined) throw misused("No file of the budget is open yet: open it first");
      return opened.reserve(cost, { signal });
    },
    open: async (place) => {
      if (isTaken) throw misused("The budget is open already");
      isTaken = true;
      try {
        const budget = await openSpendingBudget({ maxCost, ...place });
        opened = budget;
        return budget;
      } catch (error) {
        isTaken = false;
        throw error;
      }
    },
  };
}

function misused(problem: string): UsageError {
  return new UsageError(`${problem}.`, { code: "budget-not-open" });
}
