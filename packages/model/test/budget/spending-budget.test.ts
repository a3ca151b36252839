import { ProviderError, UsageError } from "@agent-gym/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { spendingBudget } from "../../src/index.ts";

const { signal } = new AbortController();

describe("a budget", () => {
  test("sets the worst case aside, and takes back what was not needed", async () => {
    const budget = spendingBudget({ maxCost: 1, spent: 0.25 });
    using reservation = await budget.reserve(0.5, { signal });
    expect(budget).toMatchObject({ maxCost: 1, spent: 0.25, reserved: 0.5 });
    reservation.settle(0.125);
    reservation.settle(0.125);
    expect(budget).toMatchObject({ spent: 0.375, reserved: 0 });
  });

  test("counts all that was set aside as spent where nobody says what it cost", async () => {
    const budget = spendingBudget({ maxCost: 1 });
    (await budget.reserve(0.5, { signal }))[Symbol.dispose]();
    expect(budget.spent).toBe(0.5);
  });

  test("ends a call that will never fit at once, and says what is left", async () => {
    const budget = spendingBudget({ maxCost: 1 });
    (await budget.reserve(0.995, { signal })).settle(0.995);
    const call = budget.reserve(0.0123, { signal });
    await expect(call).rejects.toSatisfy(ProviderError.isInstance);
    await expect(call).rejects.toMatchObject({ code: "budget", fatal: true, retryable: false });
    await expect(call).rejects.toThrow(
      "The budget of $1.00 has no room for another call, which may cost up to $0.0123: $0.995 are spent.",
    );
  });

  test("lets a call wait while it may still fit, first come, first served", async () => {
    const budget = spendingBudget({ maxCost: 1 });
    const first = await budget.reserve(0.75, { signal });
    const order: string[] = [];
    const large = budget.reserve(0.5, { signal }).then((one) => (order.push("large"), one));
    const small = budget.reserve(0.125, { signal }).then((one) => (order.push("small"), one));
    await Promise.resolve();
    expect(order).toEqual([]);
    first.settle(0.25);
    await Promise.all([large, small]);
    expect(order).toEqual(["large", "small"]);
  });

  test("forgets who gave up waiting, and serves those behind", async () => {
    const budget = spendingBudget({ maxCost: 1 });
    const first = await budget.reserve(0.75, { signal });
    const impatient = new AbortController();
    const gone = budget.reserve(0.5, { signal: impatient.signal });
    const next = budget.reserve(0.25, { signal });
    const ended = expect(gone).rejects.toThrow("enough");
    impatient.abort(new Error("enough"));
    await ended;
    await next;
    expect(budget.reserved).toBe(1);
    first.settle(0);
  });

  test.each([
    { maxCost: -1 },
    { maxCost: Number.NaN },
    { maxCost: 1, spent: -1 },
    { maxCost: 1, spent: Number.NaN },
  ])("of %j is refused", (options) => {
    expect(() => spendingBudget(options)).toThrow(UsageError);
  });

  test("never exceeds its amount, whatever the order, and leaves no call behind", async () => {
    const call = fc.record({
      cost: fc.integer({ min: 0, max: 60 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      turns: fc.integer({ min: 0, max: 5 }),
      end: fc.constantFrom("settle", "dispose", "abort"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 300 }),
        fc.array(call, { maxLength: 40 }),
        async (maxCost, calls) => {
          const budget = spendingBudget({ maxCost });
          let billed = 0;
          const check = (): void => {
            expect(budget.spent + budget.reserved).toBeLessThanOrEqual(maxCost + 1e-9);
            expect(billed).toBeLessThanOrEqual(budget.spent + budget.reserved + 1e-9);
          };
          const play = async ({ cost, share, turns, end }: (typeof calls)[number]) => {
            const controller = new AbortController();
            const passTurns = async (): Promise<void> => {
              for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
            };
            if (end === "abort") void passTurns().then(() => controller.abort());
            try {
              using reservation = await budget.reserve(cost, controller);
              check();
              await passTurns();
              billed += cost * share;
              if (end === "settle") reservation.settle(cost * share);
            } catch (error) {
              if (controller.signal.aborted) return;
              expect(error).toMatchObject({ code: "budget" });
              expect(budget.spent + cost).toBeGreaterThan(maxCost);
            }
            check();
          };
          await Promise.all(calls.map(play));
          expect(budget.reserved).toBe(0);
        },
      ),
    );
  });
});
