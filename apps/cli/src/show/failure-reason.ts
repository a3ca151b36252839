import type { RecordedEvent } from "@agent-gym/core";
import { type IndexEntry, shortfallOf } from "@agent-gym/runner";

import { causeOf } from "../report/failure-causes.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";

/**
 * Why an episode did not succeed, in one line. Runs of older versions did not record it: for them it is
 * told from the episode's events.
 */
export function failureReason(entry: IndexEntry, events: Iterable<RecordedEvent>): string {
  const told = entry.reward === null || entry.shortfall !== undefined;
  return harmlessLine(causeOf(told ? entry : { ...entry, shortfall: shortfallOf(events) }));
}
