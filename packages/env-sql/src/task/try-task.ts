import { findings } from "../checks/judge-checks.ts";
import { type QueryResult, queryResult, queryRun } from "../checks/query-results.ts";
import type { DatabaseContent } from "../database/relation.ts";
import { tryOut } from "../database/try-out.ts";
import type { RunResult, WorkerRequest } from "../database/worker/protocol.ts";
import { columnFaults } from "./column-faults.ts";
import type { Attempt, SqlTask } from "./sql-task.ts";

/** What a task turns out to be when its SQL is run. */
export interface Trial {
  /** What is wrong with it, one line per fault. */
  readonly faults: readonly string[];
  readonly before: DatabaseContent;
  /** The places of the checks that don't hold at the start. */
  readonly goals: ReadonlySet<number>;
}

const nothing: DatabaseContent = { relations: [], triggers: {} };
const trials = new WeakMap<SqlTask, Trial>();

/** Runs all SQL of a task once, on databases that are thrown away; remembers what came of it. */
export function tryTask(task: SqlTask): Trial {
  let trial = trials.get(task);
  if (trial === undefined) trials.set(task, (trial = run(task)));
  return trial;
}

function run(task: SqlTask): Trial {
  const made = makeDatabase(task);
  const fault = runFault(made);
  if (fault !== undefined) {
    return { faults: [`database: ${fault}`], before: nothing, goals: new Set() };
  }
  const read = tryOut({ type: "read", milliseconds: queryRun.milliseconds });
  const before = read.type === "content" ? read.content : nothing;
  const faults: string[] = [];
  const unread = before.problem ?? before.relations.find(({ problem }) => problem)?.problem;
  if (unread !== undefined) faults.push(`database: ${unread}`);
  if (before.relations.length === 0) faults.push("database: it has no tables");

  const results = new Map<number, QueryResult>();
  tryOut({ type: "open", relations: before.relations });
  for (const [index, check] of task.checks.entries()) {
    faults.push(...columnFaults(check, `checks.${index}`, before));
    if (check.kind !== "query") continue;
    const result = queryResult(runOnce(check.sql));
    results.set(index, result);
    // It may be about a table that the agent is to make.
    if (result.rows === undefined && !result.problem.startsWith("no such table")) {
      faults.push(`checks.${index}.sql: ${result.problem}`);
    }
  }
  const start = findings(task.checks, before, { content: before, results, said: "" });
  const goals = new Set(start.flatMap(({ passed }, index) => (passed ? [] : [index])));
  if (goals.size === 0) faults.push("checks: all of them hold at the start, so nothing is to do");

  const attempts = { solution: task.solution, ...prefixed(task.wrong ?? {}) };
  for (const [place, attempt] of Object.entries(attempts)) {
    faults.push(...attemptFaults(task, place, attempt));
  }
  return { faults, before, goals };
}

function attemptFaults(
  task: SqlTask,
  place: string,
  attempt: Attempt | undefined,
): readonly string[] {
  if (attempt === undefined || attempt.sql.length === 0) return [];
  makeDatabase(task);
  return attempt.sql.flatMap((sql, index) => {
    const { error } = runOnce(sql);
    return error === undefined ? [] : [`${place}.sql.${index}: ${error.message}`];
  });
}

function prefixed(attempts: Readonly<Record<string, Attempt>>): Readonly<Record<string, Attempt>> {
  return Object.fromEntries(Object.entries(attempts).map(([name, one]) => [`wrong.${name}`, one]));
}

function makeDatabase({ database }: SqlTask): RunResult {
  tryOut({ type: "open" });
  return runOnce(database);
}

function runFault({ error, inTransaction }: RunResult): string | undefined {
  return error?.message ?? (inTransaction ? "it leaves a transaction open" : undefined);
}

function runOnce(sql: string): RunResult {
  const request: WorkerRequest = { type: "run", sql, ...queryRun };
  const reply = tryOut(request);
  if (reply.type === "ran") return reply.result;
  const message = reply.type === "broken" ? reply.message : `the thread answered "${reply.type}"`;
  return { statements: [], error: { code: "sql", message }, inTransaction: false };
}
