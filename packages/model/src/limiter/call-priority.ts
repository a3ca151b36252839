import type { CallScope } from "@agent-gym/core";

/**
 * Who goes first where calls must wait: `again`, what was refused or broke and is made again; `open`,
 * episodes that have begun, so that they end before others begin; `new`, first calls, and calls that
 * belong to no episode.
 */
export type CallPriority = "again" | "open" | "new";

/** From the first to the last. */
export const callPriorities: readonly CallPriority[] = ["again", "open", "new"];

/** An episode has begun with its second call of any role, and is over when its judge is asked. */
export function callPriority(scope: CallScope | undefined): CallPriority {
  if (scope === undefined) return "new";
  return scope.ordinal > 0 || scope.role === "judge" ? "open" : "new";
}
