import { kept, rejected, rowStage, type Stage } from "./stage.ts";

/** The band of pass rates that tasks are kept of. */
export interface PassRateOptions {
  /** A task is kept when its rate is at least this. Default 0. */
  readonly least?: number;
  /** A task is kept when its rate is at most this. Default 1. */
  readonly most?: number;
  /**
   * Rates by task digest, as of a run of the student. A task that is missing there is rejected.
   * Default: the rate of the run itself, over its scored attempts.
   */
  readonly rates?: ReadonlyMap<string, number>;
}

/** Keeps tasks that are neither too hard nor too easy: whose rate of success lies in a band. */
export function passRateStage(options: PassRateOptions = {}): Stage {
  const { least = 0, most = 1, rates } = options;
  return rowStage({
    name: "pass-rate",
    description: "keeps tasks whose rate of success lies in a band",
    settings: { least, most, of: rates === undefined ? "this run" : "another run" },
    judge: (_, { task, outcomes }) => {
      const scored = outcomes.filter(({ reward }) => reward !== null);
      const own =
        scored.length === 0
          ? undefined
          : scored.filter(({ success }) => success).length / scored.length;
      const rate = rates === undefined ? own : rates.get(task.digest);
      if (rate === undefined) return rejected("no-pass-rate", "its task has no pass rate");
      return rate >= least && rate <= most
        ? { ...kept, note: rate }
        : rejected(
            "pass-rate",
            `its task's pass rate ${rate.toFixed(2)} is outside ${least}–${most}`,
          );
    },
  });
}
