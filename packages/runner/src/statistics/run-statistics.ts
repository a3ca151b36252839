import type { RewardRange } from "@agent-gym/core";

import type { RunRecord } from "../record/open-run.ts";
import { clusteredMean, halfWay, power, type Estimate } from "./clustered-mean.ts";
import { passAtK, passHatK } from "./pass-at-k.ts";
import { studentQuantile } from "./student-t.ts";
import { rewardValues, successValues, taskResults, type TaskResults } from "./task-results.ts";

/** How likely k attempts succeed, averaged over tasks. */
export interface PassAtK {
  /** From 1. */
  readonly k: number;
  /** At least one of them. */
  readonly passAtK: Estimate;
  /** All of them. */
  readonly passHatK: Estimate;
}

/** The numbers of some of a run's tasks. */
export interface GroupStatistics {
  /** How many they are, scored or not. */
  readonly tasks: number;
  /** Episodes. */
  readonly planned: number;
  /** Episodes whose reward is a number. */
  readonly scored: number;
  /** Scored of planned, from 0 to 1. */
  readonly coverage: number;
  /** `undefined` when nothing was scored. */
  readonly successRate: Estimate | undefined;
  /** In the unit of rewards. `undefined` when nothing was scored. */
  readonly meanReward: Estimate | undefined;
}

/** What a run says, and how sure it is of it. All intervals have tasks as their unit. */
export interface RunStatistics extends GroupStatistics {
  /** For every k up to the attempts; only over tasks with at least k scored attempts. */
  readonly passes: readonly PassAtK[];
  /**
   * The smallest difference in success rate that a comparison with an equally large run would show
   * four times out of five; `null` where it can't be told.
   */
  readonly minimumDetectableEffect: number | null;
  /** By tag: a task with two tags is in both. In the order in which the tags first come. */
  readonly byTag: Readonly<Record<string, GroupStatistics>>;
  /** By the tasks' `difficulty`; tasks without one are in none. */
  readonly byDifficulty: Readonly<Record<string, GroupStatistics>>;
}

/** The statistics of a run, as `openRun` gave it. */
export function runStatistics({
  entries,
  description,
}: Pick<RunRecord, "entries" | "description">): RunStatistics {
  const { tasks, identity } = description;
  const { attempts, environment } = identity;
  const { reward } = environment;
  const results = taskResults(entries, { tasks, attempts });
  const all = groupStatistics(results, reward);
  return {
    ...all,
    passes: passes(results, attempts),
    minimumDetectableEffect: minimumDetectableEffect(all.successRate),
    byTag: groupBy(results, ({ task }) => task.tags ?? [], reward),
    byDifficulty: groupBy(
      results,
      ({ task }) => (task.difficulty === undefined ? [] : [task.difficulty]),
      reward,
    ),
  };
}

/**
 * (t(0.975) + t(0.8)) × √2 × standard error, for two runs alike that are not paired (Miller 2024,
 * arXiv:2411.00640, section 5; degrees of freedom of two groups). Paired runs find less.
 */
function minimumDetectableEffect(estimate: Estimate | undefined): number | null {
  const { standardError = null, tasks = 0 } = estimate ?? {};
  if (standardError === null || standardError === 0) return null;
  const degrees = 2 * (tasks - 1);
  const quantiles = studentQuantile(halfWay, degrees) + studentQuantile(power, degrees);
  return quantiles * Math.SQRT2 * standardError;
}

function groupStatistics(results: readonly TaskResults[], { range }: RewardRange): GroupStatistics {
  const planned = results.reduce((total, result) => total + result.planned, 0);
  const scored = results.reduce((total, result) => total + result.scored.length, 0);
  return {
    tasks: results.length,
    planned,
    scored,
    coverage: planned === 0 ? 0 : scored / planned,
    successRate: clusteredMean(results.map(successValues)),
    meanReward: clusteredMean(results.map(rewardValues), { range }),
  };
}

function groupBy(
  results: readonly TaskResults[],
  names: (result: TaskResults) => readonly string[],
  reward: RewardRange,
): Record<string, GroupStatistics> {
  const groups = new Map<string, TaskResults[]>();
  for (const result of results) {
    for (const name of new Set(names(result))) {
      const group = groups.get(name);
      if (group === undefined) groups.set(name, [result]);
      else group.push(result);
    }
  }
  return Object.fromEntries(
    [...groups].map(([name, group]) => [name, groupStatistics(group, reward)]),
  );
}

function passes(results: readonly TaskResults[], attempts: number): readonly PassAtK[] {
  return Array.from({ length: attempts }, (_, index) => index + 1).flatMap((k) => {
    const counts = results
      .map((result) => {
        const values = successValues(result);
        return {
          attempts: values.length,
          successes: values.filter((value) => value === 1).length,
        };
      })
      .filter((count) => count.attempts >= k);
    const some = clusteredMean(counts.map((count) => [passAtK(count, k)]));
    const every = clusteredMean(counts.map((count) => [passHatK(count, k)]));
    return some === undefined || every === undefined ? [] : [{ k, passAtK: some, passHatK: every }];
  });
}
