import { UsageError } from "@agent-gym/core";

import { diffJson, differenceText, type Difference } from "./diff-json.ts";
import type { RunDescription } from "./run-description.ts";

/** So many differences are named. */
const shown = 8;

/**
 * Checks that a run is gone on with as it was begun.
 *
 * @throws UsageError that says what differs.
 */
export function checkIdentity(before: RunDescription, after: RunDescription): void {
  const differences = identityDifferences(before, after);
  if (differences.length === 0) return;
  const named = differences.slice(0, shown).map(differenceText).join("; ");
  const more = differences.length > shown ? `; and ${differences.length - shown} more` : "";
  throw new UsageError(
    `Run ${before.runId} was begun with other settings, so it can't go on with these: ` +
      `${named}${more}. Use what it was begun with, or start a new run.`,
    { code: "run-changed" },
  );
}

/** Where two runs differ in what decides their results. Tasks are named `task.<id>`. */
export function identityDifferences(
  before: RunDescription,
  after: RunDescription,
): readonly Difference[] {
  return diffJson(asJson(before), asJson(after));
}

// Once through JSON, as the one that was read again: members that are `undefined` vanish.
function asJson({ identity, tasks }: RunDescription): unknown {
  const task = Object.fromEntries(tasks.map(({ id, digest }) => [id, digest.slice(0, 16)]));
  return JSON.parse(JSON.stringify({ ...identity, task }));
}
