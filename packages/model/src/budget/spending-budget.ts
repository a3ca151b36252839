import { ProviderError, UsageError } from "@agent-gym/core";

/** Money that is set aside for one request. Disposed of unsettled, all of it counts as spent. */
export interface Reservation extends Disposable {
  /** The most that the request may cost, in US dollars. */
  readonly cost: number;
  /** Says what the request has cost, in US dollars; what remains is free again. */
  readonly settle: (cost: number) => void;
}

/**
 * What may be spent, and on what it was. The worst case of each request is set aside before it is
 * sent, so that the sum of what servers bill never exceeds `maxCost`. Share one among all models.
 */
export interface SpendingBudget {
  /** In US dollars. */
  readonly maxCost: number;
  /** What was spent, in US dollars; what may have been billed counts as if it was. */
  readonly spent: number;
  /** What is set aside for requests under way, in US dollars. */
  readonly reserved: number;
  /**
   * Sets aside the most that a request may cost; waits for what others give back, first come, first
   * served. For whoever implements a model.
   *
   * @throws ProviderError `budget` when what is left will never be enough.
   * @throws the signal's reason when aborted.
   */
  readonly reserve: (
    cost: number,
    options: { readonly signal: AbortSignal },
  ) => Promise<Reservation>;
}

/** Is told of all that happens to the money, before it has an effect. */
export interface SpendingJournal {
  /**
   * So many US dollars are set aside for a request; `id` is new in this budget. What it throws
   * refuses the request.
   */
  readonly reserved: (id: number, cost: number) => void;
  /** The request of that `id` has cost so many US dollars. */
  readonly settled: (id: number, cost: number) => void;
}

interface Waiter {
  readonly cost: number;
  readonly resolve: (reservation: Reservation) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * A budget in memory. After an interruption hand in what was `spent`; requests that were under way
 * when a process was killed are not in it: {@link openSpendingBudget} knows of those as well.
 *
 * @throws UsageError for amounts that are none.
 */
export function spendingBudget(options: {
  /** In US dollars. */
  readonly maxCost: number;
  /** In US dollars. Default: 0. */
  readonly spent?: number;
  readonly journal?: SpendingJournal;
}): SpendingBudget {
  const { maxCost, journal } = options;
  let { spent = 0 } = options;
  if (!(maxCost >= 0) || !(spent >= 0)) {
    throw new UsageError(
      `A budget must be an amount in US dollars from 0 on: not ${maxCost}, of which ${spent} are spent.`,
      { code: "invalid-budget" },
    );
  }
  let reserved = 0;
  let open = 0;
  let last = 0;
  const waiting = new Set<Waiter>();

  const take = (cost: number): Reservation => {
    last += 1;
    const id = last;
    journal?.reserved(id, cost);
    reserved += cost;
    open += 1;
    let isSettled = false;
    const settle = (actual: number): void => {
      if (isSettled) return;
      isSettled = true;
      open -= 1;
      // Sums of fractions drift: nothing under way is nothing set aside.
      reserved = open === 0 ? 0 : reserved - cost;
      spent += actual;
      try {
        journal?.settled(id, actual);
      } finally {
        serve();
      }
    };
    return { cost, settle, [Symbol.dispose]: () => settle(cost) };
  };

  const serve = (): void => {
    for (const waiter of waiting) {
      const { cost, resolve, reject } = waiter;
      const isHopeless = spent + cost > maxCost;
      if (!isHopeless && spent + reserved + cost > maxCost) return;
      waiting.delete(waiter);
      try {
        if (isHopeless) throw exhausted({ cost, spent, maxCost });
        resolve(take(cost));
      } catch (error) {
        reject(error);
      }
    }
  };

  return {
    maxCost,
    get spent(): number {
      return spent;
    },
    get reserved(): number {
      return reserved;
    },
    reserve: async (cost, { signal }) => {
      signal.throwIfAborted();
      const { promise, resolve, reject } = Promise.withResolvers<Reservation>();
      const waiter: Waiter = { cost, resolve, reject };
      const giveUp = (): void => {
        if (!waiting.delete(waiter)) return;
        reject(signal.reason as Error);
        serve();
      };
      waiting.add(waiter);
      signal.addEventListener("abort", giveUp);
      try {
        serve();
        return await promise;
      } finally {
        signal.removeEventListener("abort", giveUp);
      }
    },
  };
}

function exhausted(state: {
  readonly cost: number;
  readonly spent: number;
  readonly maxCost: number;
}): ProviderError {
  const { cost, spent, maxCost } = state;
  return new ProviderError({
    code: "budget",
    message: `The budget of ${dollars(maxCost)} has no room for another call, which may cost up to ${dollars(cost)}: ${dollars(spent)} are spent. The call was not sent; go on with a higher one (--max-cost).`,
  });
}

/** Dollars with as many digits as tell something of small amounts. */
function dollars(amount: number): string {
  return `$${amount >= 1 || amount === 0 ? amount.toFixed(2) : Number(amount.toPrecision(3)).toFixed(Math.min(20, 2 - Math.floor(Math.log10(amount))))}`;
}
