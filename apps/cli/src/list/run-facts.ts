import { AgentGymError } from "@agent-gym/core";
import { type Estimate, isRunHeld, openRun, runStatistics } from "@agent-gym/runner";

/** A run in a list; `runs --json` prints it as it stands. */
export interface RunFacts {
  readonly type: "run";
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
  /** `running` while a process works on it, `owing` when some of it is still to be done. */
  readonly state: "finished" | "owing" | "running";
  /** When it was started last: ISO 8601, UTC; `null` where it does not tell. */
  readonly startedAt: string | null;
  readonly environment: string;
  readonly agent: string;
  /** `null` for an agent that asks none. */
  readonly model: string | null;
  /** Episodes. */
  readonly planned: number;
  readonly scored: number;
  readonly owed: number;
  /** From 0 to 1, of the scored; `null` when there are none. */
  readonly successRate: number | null;
  /** Its 95 % interval; `null` where it can't be told. */
  readonly interval: Estimate["interval"];
}

/** A folder that holds a run which can't be read. */
export interface UnreadableRun {
  readonly type: "unreadable";
  readonly runId: string;
  /** Absolute. */
  readonly folder: string;
  /** In one line. */
  readonly problem: string;
}

/** Looks at one run. */
export async function runFacts(runId: string, folder: string): Promise<RunFacts | UnreadableRun> {
  try {
    const record = await openRun(folder);
    const { description, summary } = record;
    const { identity, launches } = description;
    const { name } = identity.model;
    const held = await isRunHeld(folder);
    return {
      type: "run",
      runId,
      folder,
      state: held ? "running" : summary.owed > 0 ? "owing" : "finished",
      startedAt: launches.at(-1)?.at ?? null,
      environment: identity.environment.name,
      agent: identity.agent.name,
      model: typeof name === "string" ? name : null,
      planned: summary.planned,
      scored: summary.scored,
      owed: summary.owed,
      successRate: summary.successRate,
      interval: runStatistics(record).successRate?.interval ?? null,
    };
  } catch (error) {
    if (!AgentGymError.isInstance(error)) throw error;
    return { type: "unreadable", runId, folder, problem: error.message };
  }
}
