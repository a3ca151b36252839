import type { Ending } from "@agent-gym/core";
import type { IndexEntry } from "@agent-gym/runner";

/** Episodes without success that share a cause. */
export interface FailureCause {
  readonly cause: string;
  readonly count: number;
  /** One of them. */
  readonly example: Pick<IndexEntry, "task" | "attempt">;
}

/**
 * Counts why episodes did not succeed, one after another. Messages that differ only in numbers and
 * quoted names are one cause.
 */
export class FailureTally {
  readonly #causes = new Map<string, FailureCause>();

  /** Most frequent first. */
  get causes(): readonly FailureCause[] {
    return [...this.#causes.values()].toSorted((left, right) => right.count - left.count);
  }

  add(entry: IndexEntry): void {
    if (!isFailure(entry)) return;
    const cause = causeOf(entry);
    const signature = signatureOf(cause);
    const known = this.#causes.get(signature);
    const { task, attempt } = entry;
    this.#causes.set(
      signature,
      known === undefined
        ? { cause, count: 1, example: { task, attempt } }
        : { ...known, count: known.count + 1 },
    );
  }

  /** Takes back an entry that was added: a later try has taken its place. */
  remove(entry: IndexEntry): void {
    if (!isFailure(entry)) return;
    const signature = signatureOf(causeOf(entry));
    const known = this.#causes.get(signature);
    if (known === undefined) return;
    if (known.count === 1) this.#causes.delete(signature);
    else this.#causes.set(signature, { ...known, count: known.count - 1 });
  }
}

/** Why episodes did not succeed, most frequent first. */
export function failureCauses(entries: Iterable<IndexEntry>): readonly FailureCause[] {
  const tally = new FailureTally();
  for (const entry of entries) tally.add(entry);
  return tally.causes;
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

function isFailure({ success, ending }: IndexEntry): boolean {
  return !success && ending.status !== "cancelled";
}

function signatureOf(cause: string): string {
  return cause.replaceAll(/"[^"]*"/g, '""').replaceAll(/\d+/g, "#");
}

function limitText({ limit, message }: Extract<Ending, { readonly status: "limit" }>): string {
  return message === undefined ? limit : `${limit} (${message})`;
}
