/** One thing that was tried on a task. */
export interface ProbeResult {
  /**
   * `task` (its data are valid), `solution`, `repeat` (the solution once more), `nothing`,
   * `empty-answer`, `random`, `cheat:<name>`, `regrade:solution`, `regrade:nothing`.
   */
  readonly probe: string;
  /** What a sound task does, in words: `success`, `no success`, `valid data`, … */
  readonly expected: string;
  /** What it did, in words. */
  readonly found: string;
  /** `null` when that could not be told: what broke was neither the task nor its environment. */
  readonly passed: boolean | null;
  /** What a person needs to understand it; there unless it passed. */
  readonly why?: string;
}

/**
 * Where a task stands. `proved`: all probes passed. `broken`: one failed. `not-provable`: it can't be
 * run here. `unknown`: something around it broke. `no-solution`: nothing failed, but it has no
 * reference solution, so nobody knows whether it can be solved.
 */
export type TaskStanding = "proved" | "broken" | "not-provable" | "unknown" | "no-solution";

/** What is known of one task. */
export interface TaskValidation {
  /** Its id. */
  readonly task: string;
  /** SHA-256 of the canonical JSON of its data. */
  readonly digest: string;
  /** What all probes together say of it. */
  readonly standing: TaskStanding;
  /** Of a task that is not provable: what is missing here. */
  readonly why?: string;
  /** In the order in which they were made; none for a task that is not provable here. */
  readonly probes: readonly ProbeResult[];
}

/** What is known of some tasks. */
export interface ValidationReport {
  /** In the order in which they were given. */
  readonly tasks: readonly TaskValidation[];
  /** Sums over all tasks. */
  readonly totals: {
    /** How many. */
    readonly tasks: number;
    /** Tasks by where they stand. */
    readonly standings: Readonly<Record<TaskStanding, number>>;
    /** Probes by how they came out. */
    readonly probes: {
      /** Found what was expected. */
      readonly passed: number;
      /** Found something else. */
      readonly failed: number;
      /** What broke was neither the task nor its environment. */
      readonly unknown: number;
    };
  };
}

/** Where a task stands by its probes. */
export function standingOf(probes: readonly ProbeResult[]): TaskStanding {
  if (probes.some(({ passed }) => passed === false)) return "broken";
  if (probes.some(({ passed }) => passed === null)) return "unknown";
  return probes.some(({ probe }) => probe === "solution") ? "proved" : "no-solution";
}

/** The totals of some tasks. */
export function validationTotals(tasks: readonly TaskValidation[]): ValidationReport["totals"] {
  const standings = { proved: 0, broken: 0, "not-provable": 0, unknown: 0, "no-solution": 0 };
  const probes = { passed: 0, failed: 0, unknown: 0 };
  for (const task of tasks) {
    standings[task.standing] += 1;
    for (const { passed } of task.probes) {
      probes[passed === null ? "unknown" : passed ? "passed" : "failed"] += 1;
    }
  }
  return { tasks: tasks.length, standings, probes };
}
