import { join } from "node:path";

import { ProviderError, UsageError } from "@agent-gym/core";
import { openSpendingBudget, type SpendingBudget } from "@agent-gym/model";
import type { RunBudget } from "@agent-gym/runner";

import { formatCost } from "../terminal/format-number.ts";

/** What a run may spend: one budget for all its models, whose ledger lies in the run's folder. */
export interface RunSpending {
  /** For the models. Nothing can be set aside before the run has opened its folder. */
  readonly budget: SpendingBudget;
  /** For the run. */
  readonly run: RunBudget;
}

/**
 * @param maxCost US dollars, over all processes that ever work on the run.
 * @param options.notice is told when earlier processes spent what nobody knows the price of.
 */
export function runSpending(
  maxCost: number,
  { notice }: { readonly notice: (text: string) => void },
): RunSpending {
  let ledger: SpendingBudget | undefined;
  const opened = (): SpendingBudget => {
    if (ledger !== undefined) return ledger;
    throw new UsageError("The run's budget is not open: a model is asked only within its run.");
  };
  return {
    budget: {
      maxCost,
      get spent() {
        return ledger?.spent ?? 0;
      },
      get reserved() {
        return ledger?.reserved ?? 0;
      },
      reserve: (cost, options) => opened().reserve(cost, options),
    },
    run: {
      maxCost,
      open: async ({ folder, spent }) => {
        const own = await openSpendingBudget({ maxCost, file: join(folder, "spending.jsonl") });
        try {
          await enterEarlier(own, spent.cost);
        } catch (error) {
          await own[Symbol.asyncDispose]();
          throw error;
        }
        if (!spent.complete) {
          notice("What the run has cost so far is not wholly known: --max-cost counts what is.");
        }
        ledger = own;
        return own;
      },
    },
  };
}

/** What was spent before there was a ledger, by processes without `--max-cost`. */
async function enterEarlier(budget: SpendingBudget, recorded: number): Promise<void> {
  const missing = recorded - budget.spent;
  // Less than that is the rounding of sums.
  if (missing <= 1e-9) return;
  try {
    using reservation = await budget.reserve(missing, { signal: new AbortController().signal });
    reservation.settle(missing);
  } catch (error) {
    if (!ProviderError.isInstance(error)) throw error;
    throw new UsageError(
      `The run has cost ${formatCost(recorded)} already, more than --max-cost ${formatCost(budget.maxCost)} allows: give more.`,
      { code: "budget-spent", cause: error },
    );
  }
}
