import type { ValidationReport } from "@agent-gym/runner";

/**
 * How many tasks keep a validation from success: all that are not proved; without those that can't be
 * proved here, where that was asked for.
 */
export function unproved(
  { tasks, standings }: ValidationReport["totals"],
  { skipUnmet = false }: { readonly skipUnmet?: boolean },
): number {
  return tasks - standings.proved - (skipUnmet ? standings["not-provable"] : 0);
}
