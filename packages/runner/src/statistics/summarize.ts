import { addUsage, noUsage, type Usage } from "@agent-gym/core";

import { isOwed, keyText, type IndexEntry } from "../record/index-entry.ts";

/** What was planned: each task, so many times. */
export interface RunPlan {
  /** In the order in which they were given. */
  readonly tasks: readonly {
    /** The task's id. */
    readonly id: string;
    /** SHA-256 of the canonical JSON of its data. */
    readonly digest: string;
  }[];
  /** Episodes per task. */
  readonly attempts: number;
  /**
   * When the run was started and resumed, in milliseconds since the epoch, oldest first. Default:
   * once, when its first episode began.
   */
  readonly launchedAt?: readonly number[];
}

/**
 * The numbers of a run. Always: planned = scored + cancelled + limited + failed + unscored, each
 * episode in the first that applies.
 */
export interface RunSummary {
  /** Episodes: tasks × attempts. */
  readonly planned: number;
  /** Its reward is a number, however it ended. */
  readonly scored: number;
  /** The scored whose `success` is true. */
  readonly succeeded: number;
  /** Of the scored; `null` when there are none. */
  readonly successRate: number | null;
  /** Of the scored; `null` when there are none. */
  readonly meanReward: number | null;
  /** Cut off by whoever ran it, or never begun. */
  readonly cancelled: number;
  /** Hit a limit, and nobody could judge it. */
  readonly limited: number;
  /** Ended by an error, and nobody could judge it: `broken` where people read it. */
  readonly failed: number;
  /** Completed, and nobody could judge it. */
  readonly unscored: number;
  /** Of the cancelled: those that left no trace, since they never began. */
  readonly notRun: number;
  /** What resuming would run: the cancelled, and what broke outside of agent and verifier. */
  readonly owed: number;
  /** Scored of planned, from 0 to 1. */
  readonly coverage: number;
  /** How the episodes ended: `completed`, `limit:turns`, `error:provider`, `cancelled`. */
  readonly endings: Readonly<Record<string, number>>;
  /** Of all tries, also of those that do not count: it was spent. */
  readonly usage: Usage & {
    /** By model role. */
    readonly roles: Readonly<Record<string, Usage>>;
  };
  /** From each start of the run to its last event, without the pauses until it was resumed. */
  readonly wallSeconds: number;
}

/** The last try of each key, in the order in which the keys first came. */
export function latestEntries(entries: Iterable<IndexEntry>): readonly IndexEntry[] {
  return [...latestByKey(entries).values()];
}

/** The last try of each key, by the key's text. */
export function latestByKey(entries: Iterable<IndexEntry>): ReadonlyMap<string, IndexEntry> {
  const latest = new Map<string, IndexEntry>();
  for (const entry of entries) {
    const key = keyText(entry);
    const known = latest.get(key);
    if (known === undefined || entry.try >= known.try) latest.set(key, entry);
  }
  return latest;
}

/** The numbers of a run, from its index alone. Entries that were not planned are passed over. */
export function summarize(index: Iterable<IndexEntry>, plan: RunPlan): RunSummary {
  const entries = [...index];
  const latest = latestByKey(entries);
  const counts = { scored: 0, cancelled: 0, limited: 0, failed: 0, unscored: 0 };
  const endings: Record<string, number> = {};
  let planned = 0;
  let notRun = 0;
  let owed = 0;
  let succeeded = 0;
  let rewards = 0;
  for (const { id, digest } of plan.tasks) {
    for (let attempt = 0; attempt < plan.attempts; attempt += 1) {
      planned += 1;
      const entry = latest.get(keyText({ task: id, digest, attempt }));
      if (entry === undefined) {
        notRun += 1;
        owed += 1;
        counts.cancelled += 1;
        continue;
      }
      counts[entry.reward === null ? standings[entry.ending.status] : "scored"] += 1;
      if (isOwed(entry)) owed += 1;
      if (entry.success) succeeded += 1;
      rewards += entry.reward ?? 0;
      const ending = endingText(entry);
      endings[ending] = (endings[ending] ?? 0) + 1;
    }
  }
  const { scored } = counts;
  return {
    planned,
    scored,
    succeeded,
    successRate: scored === 0 ? null : succeeded / scored,
    meanReward: scored === 0 ? null : rewards / scored,
    cancelled: counts.cancelled,
    limited: counts.limited,
    failed: counts.failed,
    unscored: counts.unscored,
    notRun,
    owed,
    coverage: planned === 0 ? 0 : scored / planned,
    endings,
    usage: totalUsage(entries),
    wallSeconds: Math.round(wallMs(entries, plan.launchedAt ?? [])) / 1000,
  };
}

/** In which term of the identity an episode without a reward stands, by how it ended. */
const standings = {
  cancelled: "cancelled",
  limit: "limited",
  error: "failed",
  completed: "unscored",
} as const;

/** How an episode ended, as tables call it: `completed`, `limit:turns`, `error:provider`, `cancelled`. */
export function endingText({ ending }: Pick<IndexEntry, "ending">): string {
  if (ending.status === "limit") return `limit:${ending.limit}`;
  return ending.status === "error" ? `error:${ending.boundary}` : ending.status;
}

function totalUsage(entries: readonly IndexEntry[]): RunSummary["usage"] {
  const roles: Record<string, Usage> = {};
  for (const { usage, paid = usage } of entries) {
    for (const [role, used] of Object.entries(paid)) {
      roles[role] = addUsage(roles[role] ?? noUsage, used);
    }
  }
  return { ...Object.values(roles).reduce(addUsage, noUsage), roles };
}

function wallMs(entries: readonly IndexEntry[], launchedAt: readonly number[]): number {
  const first = entries.reduce((least, { startedAt }) => Math.min(least, startedAt), Infinity);
  const launches = launchedAt.length === 0 ? [first] : launchedAt;
  const ends = launches.map((launch) => launch);
  for (const { startedAt, milliseconds } of entries) {
    // A clock that was set back can put an episode before all of them: it belongs to the first.
    const launch = Math.max(
      0,
      launches.findLastIndex((at) => at <= startedAt),
    );
    ends[launch] = Math.max(ends[launch] ?? 0, startedAt + milliseconds.total);
  }
  return ends.reduce((sum, end, launch) => {
    const length = end - (launches[launch] ?? end);
    return sum + (Number.isFinite(length) ? length : 0);
  }, 0);
}
