import type { Example } from "../formats/example.ts";
import type { Row } from "../row/row.ts";
import type { TaskSelection } from "../stages/run-stages.ts";

/**
 * As what an attempt stands in a record: a `row` of its own, the `chosen` or the `rejected` half of a
 * pair, a `good` or a `bad` answer of its own, or the attempt that a task's `prompt` was read from.
 */
export type AttemptUse = "row" | "chosen" | "rejected" | "good" | "bad" | "prompt";

/** What became of each planned attempt. Each is counted once: all numbers add up to the attempts. */
export interface Fates {
  /** In the data files, by what they stand there as; what none is, is absent. */
  readonly used: Readonly<Partial<Record<AttemptUse, number>>>;
  /**
   * Let through by every stage, or picked for a pair, and yet in no record, by the reason: `unpaired`,
   * `repeated-record`, `nothing-learned`, `prompt-there`, or why the format could not say it.
   */
  readonly unused: Readonly<Record<string, number>>;
  /** Turned down and in no record: by the stage, then by the reason. */
  readonly turnedDown: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Without a conversation, by how they ended. */
  readonly missing: Readonly<Record<string, number>>;
}

/** Whether an example was written, else why not. */
export type ExampleFate = "written" | { readonly code: string };

/** The attempts of an example, each with what it is there. */
function usesOf(example: Example): readonly (readonly [row: Row, use: AttemptUse])[] {
  const { kind, row } = example;
  if (kind === "conversation") return [[row, "row"]];
  if (kind === "prompt") return [[row, "prompt"]];
  if (kind === "label") return [[row, example.label ? "good" : "bad"]];
  return [
    [row, "chosen"],
    [example.rejectedRow, "rejected"],
  ];
}

/** What attempts that every stage let through lack, where no example was made of them. */
const lacking: Readonly<Record<Example["kind"], string>> = {
  conversation: "nothing-learned",
  preference: "unpaired",
  label: "unpaired",
  prompt: "prompt-there",
};

/** Counts what became of attempts, task by task. */
export class AttemptFates {
  readonly #kind: Example["kind"];
  readonly #used: Partial<Record<AttemptUse, number>> = {};
  readonly #unused: Record<string, number> = {};
  readonly #turnedDown: Record<string, Record<string, number>> = {};
  readonly #missing: Record<string, number> = {};

  constructor(kind: Example["kind"]) {
    this.#kind = kind;
  }

  /**
   * Takes in one task's attempts, and what became of the examples that were made of them.
   *
   * @returns as what each attempt that is in a record stands there.
   */
  add(
    { kept, rejected, missing }: Pick<TaskSelection, "kept" | "rejected" | "missing">,
    examples: readonly (readonly [example: Example, fate: ExampleFate])[],
  ): ReadonlyMap<Row, AttemptUse> {
    const used = new Map<Row, AttemptUse>();
    const refused = new Map<Row, string>();
    for (const [example, fate] of examples) {
      for (const [row, use] of usesOf(example)) {
        if (fate === "written") used.set(row, use);
        else refused.set(row, fate.code);
      }
    }
    const settle = (row: Row): boolean => {
      const [use, code] = [used.get(row), refused.get(row)];
      if (use !== undefined) this.#used[use] = (this.#used[use] ?? 0) + 1;
      else if (code !== undefined) increase(this.#unused, code);
      return use !== undefined || code !== undefined;
    };
    for (const { row } of kept) if (!settle(row)) increase(this.#unused, lacking[this.#kind]);
    for (const { row, decisions } of rejected) {
      if (settle(row)) continue;
      const { stage = "", code = "" } = decisions.at(-1) ?? {};
      const reasons = this.#turnedDown[stage] ?? {};
      this.#turnedDown[stage] = reasons;
      increase(reasons, code);
    }
    for (const { ending } of missing) increase(this.#missing, ending);
    return used;
  }

  /**
   * What was counted so far.
   *
   * @param stages names, in the order in which they are told.
   */
  fates(stages: readonly string[]): Fates {
    const place = (stage: string): number => stages.indexOf(stage);
    return {
      used: this.#used,
      unused: this.#unused,
      turnedDown: Object.fromEntries(
        Object.entries(this.#turnedDown).toSorted(([left], [right]) => place(left) - place(right)),
      ),
      missing: this.#missing,
    };
  }
}

function increase(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
