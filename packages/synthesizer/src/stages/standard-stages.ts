import { UsageError } from "@agent-gym/core";

import { decontaminateStage } from "./decontaminate.ts";
import { exactDuplicatesStage } from "./exact-duplicates.ts";
import { heldOutStage } from "./held-out.ts";
import { type JudgeOptions, judgeStage } from "./judge.ts";
import type { WrongTurns } from "./mask-turns.ts";
import { nearDuplicatesStage } from "./near-duplicates.ts";
import { noFailedCallsStage } from "./no-failed-calls.ts";
import { noLeakedAnswerStage } from "./no-leaked-answer.ts";
import { noLeftoversStage } from "./no-leftovers.ts";
import { noLoopsStage } from "./no-loops.ts";
import { passRateStage, type PassRateOptions } from "./pass-rate.ts";
import { personalDataStage } from "./personal-data.ts";
import type { BenchmarkItem } from "./read-benchmark.ts";
import { capStage, type Keep, keepStage, shortestStage } from "./selection.ts";
import type { Stage } from "./stage.ts";
import { type ThoughtPolicyOptions, thoughtPolicyStage } from "./thought-policy.ts";
import { validCallsStage } from "./valid-calls.ts";
import { verifiedStage } from "./verified.ts";
import { wellFormedStage } from "./well-formed.ts";

/** What of the usual stages is on, and how. */
export interface StandardStagesOptions {
  /** Default: `first`. */
  readonly keep?: Keep;
  /** Turns with unreadable, repaired, unknown or invalid calls. Default: `reject` the row. */
  readonly wrongTurns?: WrongTurns;
  /** Leaves turns whose calls failed out of the loss. Default: they are learned. */
  readonly maskFailedCalls?: boolean;
  /** Default: whatever the rate. */
  readonly passRate?: PassRateOptions;
  /** Default: thoughts stay as they are, and are not measured. */
  readonly thoughts?: ThoughtPolicyOptions;
  /** Default: no judge. */
  readonly judge?: JudgeOptions;
  /** Of the correct attempts only the shortest. Default: no. */
  readonly shortest?: boolean;
  /** Rows per task. Default: no cap. */
  readonly cap?: number;
  /** What must not be trained on. Default: nothing to compare with. */
  readonly benchmarks?: readonly BenchmarkItem[];
  /** Default: `report`. */
  readonly personalData?: "report" | "reject";
  /** Similarity from which on a row is a duplicate. Default 0.9. */
  readonly nearDuplicates?: number;
  /** Names of stages that are off. Default: none. */
  readonly without?: readonly string[];
}

/**
 * The usual stages, in the order in which they belong: what costs nothing first, what asks a model
 * late, duplicates last, for what they have let through is in the dataset.
 *
 * @throws UsageError for the name of a stage that there is not.
 */
export function standardStages(options: StandardStagesOptions = {}): readonly Stage[] {
  const { keep = "first", wrongTurns = "reject", without = [] } = options;
  const { passRate, thoughts, judge, cap, benchmarks, personalData = "report" } = options;
  const stages: readonly Stage[] = [
    heldOutStage(),
    ...(passRate === undefined ? [] : [passRateStage(passRate)]),
    verifiedStage,
    wellFormedStage({ wrongTurns }),
    validCallsStage({ wrongTurns }),
    ...(options.maskFailedCalls === true ? [noFailedCallsStage()] : []),
    noLoopsStage(),
    noLeftoversStage,
    noLeakedAnswerStage(),
    ...(thoughts === undefined ? [] : [thoughtPolicyStage(thoughts)]),
    ...(benchmarks === undefined ? [] : [decontaminateStage({ benchmarks })]),
    personalDataStage({ action: personalData }),
    ...(judge === undefined ? [] : [judgeStage(judge)]),
    ...(options.shortest === true ? [shortestStage] : []),
    keepStage(keep),
    ...(cap === undefined ? [] : [capStage(cap)]),
    exactDuplicatesStage,
    nearDuplicatesStage({ threshold: options.nearDuplicates ?? 0.9 }),
  ];
  const names = stages.map(({ name }) => name);
  const unknown = without.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    throw new UsageError(
      `There is no stage ${unknown.map((name) => `"${name}"`).join(", ")} to switch off. The stages are: ${names.join(", ")}.`,
      { code: "unknown-stage" },
    );
  }
  return stages.filter(({ name }) => !without.includes(name));
}
