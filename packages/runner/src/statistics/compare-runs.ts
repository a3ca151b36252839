import { addUsage, noUsage, UsageError } from "@agent-gym/core";

import { identityDifferences } from "../record/check-identity.ts";
import { differenceText, type Difference } from "../record/diff-json.ts";
import type { RunRecord } from "../record/open-run.ts";
import { pairedDifference, type PairedDifference } from "./paired-difference.ts";
import { rewardValues, successValues, taskResults, type TaskResults } from "./task-results.ts";

/** What must be equal, so that a difference in results says something of model and agent. */
export const comparedFields = ["tasks", "environment", "checker", "limits", "sandbox"] as const;

/** One of {@link comparedFields}. */
export type ComparedField = (typeof comparedFields)[number];

/** Two runs over the tasks that both have scored. */
export interface RunComparison {
  /** Run ids: what it was, what it is. */
  readonly before: string;
  /** The run that is compared with it. */
  readonly after: string;
  /** `undefined` when no task was scored in both. */
  readonly successRate: PairedDifference | undefined;
  /** In the unit of rewards. `undefined` when no task was scored in both. */
  readonly meanReward: PairedDifference | undefined;
  /** Tasks with a higher, lower and equal success rate than before. */
  readonly wins: number;
  /** Tasks with a lower success rate than before. */
  readonly losses: number;
  /** Tasks with the same success rate as before. */
  readonly ties: number;
  /** Tasks whose success rate is another, largest change first. */
  readonly changed: readonly ChangedTask[];
  /** Ids of tasks that are not compared: only one of the runs has them, or has scored them. */
  readonly missing: readonly string[];
  /** The same tasks, each with why. */
  readonly unpaired: readonly UnpairedTask[];
  /** US dollars per scored episode of the compared tasks; `null` when a price is not known. */
  readonly cost: {
    /** Of the run as it was. */
    readonly before: number | null;
    /** Of the run as it is. */
    readonly after: number | null;
  };
  /** Per scored episode of the compared tasks. */
  readonly turns: {
    /** Of the run as it was. */
    readonly before: number | null;
    /** Of the run as it is. */
    readonly after: number | null;
  };
  /** What differs between the runs: what is compared, and what was allowed to. */
  readonly differences: readonly Difference[];
}

/** A task that is not compared. */
export interface UnpairedTask {
  /** Its id. */
  readonly task: string;
  /**
   * The other run does not have it (`only-before`, `only-after`), or both have it and one of them, or
   * neither, has a reward for it (`unscored-before`, `unscored-after`, `unscored-in-both`).
   */
  readonly why:
    | "only-before"
    | "only-after"
    | "unscored-before"
    | "unscored-after"
    | "unscored-in-both";
}

/** A task whose success rate is another. */
export interface ChangedTask {
  /** Its id. */
  readonly task: string;
  /** Its success rate as it was, from 0 to 1. */
  readonly before: number;
  /** Its success rate as it is, from 0 to 1. */
  readonly after: number;
}

/**
 * Compares two runs, task by task.
 *
 * @param before the run as it was.
 * @param after the run that is compared with it.
 * @param options `allow`: fields that may differ nevertheless; default none. Where tasks may, those in
 * both count.
 * @throws UsageError naming the fields that differ, where that would make the comparison say
 * nothing of model and agent.
 */
export function compareRuns(
  before: RunRecord,
  after: RunRecord,
  { allow = [] }: { readonly allow?: readonly ComparedField[] } = {},
): RunComparison {
  const differences = identityDifferences(before.description, after.description);
  refuse(before, after, differences, new Set(allow));
  const { pairs, unpaired } = pairTasks(before, after);
  const rates = pairs.map(({ old, now }) => ({
    task: old.task.id,
    before: mean(successValues(old)),
    after: mean(successValues(now)),
  }));
  const rewards = pairs.map(({ old, now }) => ({
    before: mean(rewardValues(old)),
    after: mean(rewardValues(now)),
  }));
  const [minimum, maximum] = before.description.identity.environment.reward.range;
  const wins = rates.filter((rate) => rate.after > rate.before).length;
  const losses = rates.filter((rate) => rate.after < rate.before).length;
  return {
    before: before.description.runId,
    after: after.description.runId,
    successRate: pairedDifference(rates, { width: 1 }),
    meanReward: pairedDifference(rewards, { width: maximum - minimum }),
    wins,
    losses,
    ties: pairs.length - wins - losses,
    changed: rates
      .filter((rate) => rate.after !== rate.before)
      .toSorted((left, right) => change(right) - change(left)),
    missing: [...new Set(unpaired.map(({ task }) => task))],
    unpaired,
    cost: {
      before: meanCost(pairs.map(({ old }) => old)),
      after: meanCost(pairs.map(({ now }) => now)),
    },
    turns: {
      before: meanTurns(pairs.map(({ old }) => old)),
      after: meanTurns(pairs.map(({ now }) => now)),
    },
    differences,
  };
}

interface TaskPair {
  readonly old: TaskResults;
  readonly now: TaskResults;
}

function refuse(
  before: RunRecord,
  after: RunRecord,
  differences: readonly Difference[],
  allowed: ReadonlySet<ComparedField>,
): void {
  const refused = differences.filter((difference) => {
    const field = fieldOf(difference);
    return field !== undefined && !allowed.has(field);
  });
  if (refused.length === 0) return;
  const fields = comparedFields.filter((name) =>
    refused.some((difference) => fieldOf(difference) === name),
  );
  const named = refused.slice(0, 5).map(differenceText).join("; ");
  const more = refused.length > 5 ? `; and ${refused.length - 5} more` : "";
  throw new UsageError(
    `Runs ${before.description.runId} and ${after.description.runId} differ in ${fields.join(", ")}, ` +
      `so comparing them says little about model and agent: ${named}${more}. ` +
      `Allow ${fields.join(" and ")} to compare them nevertheless.`,
    { code: "not-comparable" },
  );
}

/** `undefined` for what is compared: agent, model, dialect, sampling, seed, attempts. */
function fieldOf({ path }: Difference): ComparedField | undefined {
  if (path.startsWith("task.")) return "tasks";
  if (path === "limits" || path.startsWith("limits.")) return "limits";
  if (path === "sandbox" || path.startsWith("sandbox.")) return "sandbox";
  // The definition grades: another version of it may judge the same episode otherwise.
  if (path === "environment.version" || path.startsWith("environment.reward")) return "checker";
  return path.startsWith("environment") ? "environment" : undefined;
}

function pairTasks(
  before: RunRecord,
  after: RunRecord,
): { readonly pairs: readonly TaskPair[]; readonly unpaired: readonly UnpairedTask[] } {
  const olds = resultsOf(before);
  const nows = resultsOf(after);
  const pairs: TaskPair[] = [];
  const unpaired: UnpairedTask[] = [];
  for (const [key, old] of olds) {
    const now = nows.get(key);
    const why = now === undefined ? "only-before" : unscoredIn(old, now);
    if (now !== undefined && why === undefined) pairs.push({ old, now });
    else unpaired.push({ task: old.task.id, why: why ?? "only-before" });
  }
  for (const [key, { task }] of nows) {
    if (!olds.has(key)) unpaired.push({ task: task.id, why: "only-after" });
  }
  return { pairs, unpaired };
}

function unscoredIn(old: TaskResults, now: TaskResults): UnpairedTask["why"] | undefined {
  const missesOld = old.scored.length === 0;
  if (now.scored.length === 0) return missesOld ? "unscored-in-both" : "unscored-after";
  return missesOld ? "unscored-before" : undefined;
}

// A task of the same id but other content is another task.
function resultsOf({ entries, plan, description }: RunRecord): ReadonlyMap<string, TaskResults> {
  const results = taskResults(entries, { ...plan, tasks: description.tasks });
  return new Map(results.map((result) => [`${result.task.digest}:${result.task.id}`, result]));
}

function meanTurns(results: readonly TaskResults[]): number | null {
  const turns = results.flatMap(({ scored }) => scored.map((entry) => entry.turns));
  return turns.length === 0 ? null : mean(turns);
}

function meanCost(results: readonly TaskResults[]): number | null {
  const costs = results.flatMap(({ scored }) =>
    scored.map(({ usage }) => Object.values(usage).reduce(addUsage, noUsage).cost),
  );
  const known = costs.filter((cost) => cost !== null);
  return costs.length === 0 || known.length < costs.length ? null : mean(known);
}

function change({ before, after }: ChangedTask): number {
  return Math.abs(after - before);
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
