/** One figure, and the bar that it has to clear. */
export interface Measurement {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Absent: told for its own sake. */
  readonly bar?: { readonly most: number } | { readonly least: number };
  /** What a reader must know to judge the figure. */
  readonly note?: string;
}

/** A row of the design's table: some figures that are measured together, in a process of their own. */
export interface Row {
  readonly name: string;
  readonly measure: () => Promise<readonly Measurement[]>;
}

/** The middle of some figures. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** Milliseconds that each of so many runs of something took, one after another. */
export async function timings(
  runs: number,
  work: (run: number) => Promise<unknown>,
): Promise<number[]> {
  const taken: number[] = [];
  for (let run = 0; run < runs; run += 1) {
    const began = performance.now();
    await work(run);
    taken.push(performance.now() - began);
  }
  return taken;
}
