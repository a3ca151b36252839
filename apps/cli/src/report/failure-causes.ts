import type { Ending } from "@agent-gym/core";
import type { IndexEntry } from "@agent-gym/runner";

/** Episodes without success that share a cause. */
export interface FailureCause {
  readonly cause: string;
  readonly count: number;
  /** One of them. */
  readonly example: Pick<IndexEntry, "task" | "attempt">;
}

/** Why episodes did not succeed, most frequent first. Messages that differ only in
 * numbers and quoted names are one cause. */
export function failureCauses(entries: Iterable<IndexEntry>): readonly FailureCause[] {
  const causes = new Map<string, FailureCause>();
  for (const entry of entries) {
    if (entry.success || entry.ending.status === "cancelled") continue;
    const cause = causeOf(entry);
    const signature = cause.replaceAll(/"[^"]*"/g, '""').replaceAll(/\d+/g, "#");
    const known = causes.get(signature);
    causes.set(
      signature,
      known === undefined
        ? { cause, count: 1, example: { task: entry.task, attempt: entry.attempt } }
        : { ...known, count: known.count + 1 },
    );
  }
  return [...causes.values()].toSorted((left, right) => right.count - left.count);
}

/** Why one episode did not succeed, in one line. */
export function causeOf({ reward, ending, unscored }: IndexEntry): string {
  if (ending.status === "error") return `${ending.boundary}: ${ending.message}`;
  if (reward === null && unscored !== undefined) {
    return `not judged, ${unscored.boundary}: ${unscored.reason}`;
  }
  if (ending.status === "limit") return `not solved within its limit of ${limitText(ending)}`;
  return "not solved";
}

function limitText({ limit, message }: Extract<Ending, { readonly status: "limit" }>): string {
  return message === undefined ? limit : `${limit} (${message})`;
}
