import { UsageError } from "../errors/usage-error.ts";
import { check } from "./check.ts";

/** One case, for any test runner: `for (const { name, run } of cases) test(name, run)`. */
export interface ConformanceCase {
  /** Unique among the cases; of a skipped one with the reason behind it. */
  readonly name: string;
  /** Why the case is expected to fail; absent where it is expected to hold. */
  readonly skipped?: string;
  /**
   * Rejects, with what was expected and what came, where the rule is broken. A skipped case runs as
   * well, and rejects when its rule holds after all.
   */
  readonly run: () => Promise<void>;
}

/** A case that is not expected to hold. */
export interface ConformanceSkip {
  /** Of the case. */
  readonly name: string;
  /** Why it does not hold, for whoever reads the report. */
  readonly reason: string;
}

/**
 * Turns the skipped ones of some cases around: each fails once its rule holds.
 *
 * @param what what the cases are of, for messages: `sandbox`, `environment`.
 * @throws UsageError when a skip names no case.
 */
export function skipCases(
  cases: readonly ConformanceCase[],
  skip: readonly ConformanceSkip[],
  what: string,
): readonly ConformanceCase[] {
  for (const { name } of skip) {
    if (cases.some((one) => one.name === name)) continue;
    throw new UsageError(`There is no ${what} conformance case ${JSON.stringify(name)} to skip.`);
  }
  return cases.map((one) => {
    const skipped = skip.find(({ name }) => name === one.name);
    if (skipped === undefined) return one;
    const { reason } = skipped;
    return {
      name: `${one.name} (not done: ${reason})`,
      skipped: reason,
      run: async () => {
        const failed = await one.run().then(
          () => false,
          () => true,
        );
        check(
          failed,
          `The skip of ${JSON.stringify(one.name)} is stale: the ${what} does it now. Take the skip away.`,
        );
      },
    };
  });
}
