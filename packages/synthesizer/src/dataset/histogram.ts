/** A histogram as it stands in a manifest. */
export interface HistogramSummary {
  /** How many values there are. */
  readonly count: number;
  /** The least value; 0 when there are none. */
  readonly least: number;
  /** Rounded to two digits; 0 when there are none. */
  readonly mean: number;
  /** The greatest value; 0 when there are none. */
  readonly most: number;
  /** Ascending; each with the values above the one before it, up to and with its own bound. */
  readonly buckets: readonly {
    /** The greatest value that belongs here. */
    readonly upTo: number;
    /** How many values there are in it. */
    readonly count: number;
  }[];
}

/** Counts values in buckets that double in width, in constant memory. */
export class Histogram {
  readonly #first: number;
  readonly #counts: number[] = [];
  #count = 0;
  #sum = 0;
  #least = Infinity;
  #most = 0;

  /** @param first the bound of the first bucket, a positive number. */
  constructor(first: number) {
    this.#first = first;
  }

  /** @param value not below 0. */
  add(value: number): void {
    const bucket = Math.max(0, Math.ceil(Math.log2(Math.max(value, 1e-9) / this.#first)));
    while (this.#counts.length <= bucket) this.#counts.push(0);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    this.#sum += value;
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
  }

  summary(): HistogramSummary {
    return {
      count: this.#count,
      least: this.#count === 0 ? 0 : this.#least,
      mean: this.#count === 0 ? 0 : Math.round((this.#sum / this.#count) * 100) / 100,
      most: this.#most,
      buckets: this.#counts.map((count, bucket) => ({ upTo: this.#first * 2 ** bucket, count })),
    };
  }
}

/** The histogram in lines of text, one per bucket. */
export function histogramText({ buckets }: HistogramSummary): string {
  const most = Math.max(1, ...buckets.map(({ count }) => count));
  const width = Math.max(1, ...buckets.map(({ upTo }) => String(upTo).length));
  const first = buckets.findIndex(({ count }) => count > 0);
  return buckets
    .slice(Math.max(0, first))
    .map(({ upTo, count }) => {
      const bar = "█".repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * 40)));
      return `≤ ${String(upTo).padStart(width)}  ${bar}${bar === "" ? "" : " "}${count}`;
    })
    .join("\n");
}
