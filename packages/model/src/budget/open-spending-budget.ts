import { isJsonObject } from "@agent-gym/core";

import { openAppendFile, readJsonLines, unusable } from "../files/append-file.ts";
import { lockFile } from "../files/file-lock.ts";
import { spendingBudget } from "./spending-budget.ts";
import type { SpendingBudget } from "./spending-budget.ts";

const header = { format: "agent-gym-spending", version: 1 };

/**
 * A budget whose every movement is written to a file before it has an effect, so that it holds over
 * any number of interruptions: what was set aside for requests that were under way when the process
 * was killed counts as spent, since the server may bill them.
 *
 * The file is made if it is missing; only one process at a time writes it. Each line sets money aside
 * (`{"reserve": 7, "cost": 0.01}`) or says what it became (`{"settle": 7, "cost": 0.002}`).
 *
 * @throws UsageError when the file can't be used, or another process uses it.
 */
export async function openSpendingBudget(options: {
  /** In US dollars, all that was spent before included. */
  readonly maxCost: number;
  readonly file: string;
  /**
   * What is known from elsewhere to be spent, in US dollars. Where the file knows of less, the rest
   * is written into it. Default: 0.
   */
  readonly spent?: number;
}): Promise<SpendingBudget & AsyncDisposable> {
  const { maxCost, file, spent: known = 0 } = options;
  // Refuses a bad amount before anything is written.
  spendingBudget({ maxCost, spent: known });
  const lock = await lockFile(file);
  try {
    const { spent, last: lastRead, wholeBytes } = readLedger(file);
    const lines = openAppendFile(file, wholeBytes);
    if (wholeBytes === 0) lines.append(header);
    let last = lastRead;
    if (known > spent) {
      last += 1;
      lines.append({ reserve: last, cost: known - spent });
    }
    const budget = spendingBudget({
      maxCost,
      spent: Math.max(spent, known),
      journal: {
        reserved: (id, cost) => lines.append({ reserve: last + id, cost }),
        settled: (id, cost) => {
          try {
            lines.append({ settle: last + id, cost });
          } catch {
            // What is not settled counts in full: that errs on the safe side.
          }
        },
      },
    });
    return Object.assign(budget, {
      [Symbol.asyncDispose]: async () => {
        lines[Symbol.dispose]();
        await lock[Symbol.asyncDispose]();
      },
    });
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    throw error;
  }
}

/** What a ledger's lines come to, and its highest number. */
function readLedger(file: string): {
  readonly spent: number;
  readonly last: number;
  readonly wholeBytes: number;
} {
  const open = new Map<number, number>();
  let settled = 0;
  let last = 0;
  const wholeBytes = readJsonLines(file, (line, _, number) => {
    const { format, version, reserve, settle, cost } = isJsonObject(line) ? line : {};
    if (number === 1 && format === header.format && version === header.version) return;
    if (number > 1 && typeof cost === "number" && typeof reserve === "number") {
      open.set(reserve, cost);
      last = Math.max(last, reserve);
    } else if (typeof cost === "number" && typeof settle === "number" && open.delete(settle)) {
      settled += cost;
    } else throw unusable(file, `line ${number} is not one of a ledger of a budget`);
  });
  return { spent: [...open.values()].reduce((sum, cost) => sum + cost, settled), last, wholeBytes };
}
