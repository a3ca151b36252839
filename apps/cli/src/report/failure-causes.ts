import type { Ending } from "@agent-gym/core";
import type { IndexEntry, ShortfallKind } from "@agent-gym/runner";

/** Episodes without success that share a cause. */
export interface FailureCause {
  /** In one line; of several episodes that share no more than its kind, with the words of one. */
  readonly cause: string;
  readonly count: number;
  /** One of them. */
  readonly example: Pick<IndexEntry, "task" | "attempt">;
}

interface Tallied {
  readonly text: string;
  readonly count: number;
  readonly example: Pick<IndexEntry, "task" | "attempt">;
  /** What they have in common, where that is less than their text. */
  readonly kind: string | undefined;
}

/**
 * Counts why episodes did not succeed, one after another. Messages that differ only in numbers and
 * quoted names are one cause; so are wrong answers, whatever they were.
 */
export class FailureTally {
  readonly #causes = new Map<string, Tallied>();

  /** Most frequent first. */
  get causes(): readonly FailureCause[] {
    return [...this.#causes.values()]
      .toSorted((left, right) => right.count - left.count)
      .map(({ text, count, example, kind }) => ({
        cause: count === 1 || kind === undefined ? text : kind.replace("…", () => text),
        count,
        example,
      }));
  }

  add(entry: IndexEntry): void {
    if (!isFailure(entry)) return;
    const signature = signatureOf(entry);
    const known = this.#causes.get(signature);
    const { task, attempt } = entry;
    this.#causes.set(
      signature,
      known === undefined
        ? { text: causeOf(entry), count: 1, example: { task, attempt }, kind: kindOf(entry) }
        : { ...known, count: known.count + 1 },
    );
  }

  /** Takes back an entry that was added: a later try has taken its place. */
  remove(entry: IndexEntry): void {
    if (!isFailure(entry)) return;
    const signature = signatureOf(entry);
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
export function causeOf(entry: IndexEntry): string {
  const { reward, ending, unscored, shortfall } = entry;
  if (ending.status === "error") return `${ending.boundary}: ${ending.message}`;
  if (reward === null && unscored !== undefined) {
    return `not judged, ${unscored.boundary}: ${unscored.reason}`;
  }
  if (ending.status === "limit") {
    const text = `not solved within its limit of ${limitText(ending)}`;
    // What it did not get done is no reason; that it never made a call is one.
    return shortfall === undefined || outcomes.has(shortfall.kind)
      ? text
      : `${text}: ${shortfall.text}`;
  }
  return shortfall?.text ?? "not solved";
}

const outcomes: ReadonlySet<ShortfallKind> = new Set(["verdict", "reward", "failed-calls"]);

/**
 * What episodes have in common whose reasons differ, `…` for the reason of one; nothing to say where
 * the reason says it all.
 */
const kindWords: Readonly<Partial<Record<ShortfallKind, string>>> = {
  verdict: "a wrong outcome, as here: …",
  "unreadable-calls": "only calls that can't be read",
  "unknown-tools": "only calls of tools that are not there",
  "no-call": "no tool called",
  "failed-calls": "nothing but errors for answers",
};

function kindOf({ ending, shortfall }: IndexEntry): string | undefined {
  return ending.status === "completed" && shortfall !== undefined
    ? kindWords[shortfall.kind]
    : undefined;
}

function isFailure({ success, ending }: IndexEntry): boolean {
  return !success && ending.status !== "cancelled";
}

function signatureOf(entry: IndexEntry): string {
  const kind = kindOf(entry);
  return (
    kind ??
    causeOf(entry)
      .replaceAll(/"[^"]*"/g, '""')
      .replaceAll(/\d+/g, "#")
  );
}

function limitText({ limit, message }: Extract<Ending, { readonly status: "limit" }>): string {
  return message === undefined ? limit : `${limit} (${message})`;
}
