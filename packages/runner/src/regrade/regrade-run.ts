import {
  AgentGymError,
  createTasks,
  gradeRecord,
  UsageError,
  type ChatModel,
  type EnvironmentDefinition,
  type JsonObject,
  type Needs,
  type SandboxProvider,
  type Task,
} from "@agent-gym/core";

import { forEachBounded } from "../concurrency/for-each-bounded.ts";
import type { IndexEntry } from "../record/index-entry.ts";
import { openRun, type RunRecord } from "../record/open-run.ts";
import { findUnmet } from "../run/find-unmet.ts";
import { latestEntries, summarize } from "../statistics/summarize.ts";
import { openRegradeFile } from "./regrade-file.ts";
import { regradeFormat, type RegradedEpisode, type RegradeReport } from "./regrade-report.ts";
import { couldNotTell, sameWorth, worthOf, type Worth } from "./worth.ts";

/** Who judges, and with what. */
export interface RegradeOptions {
  /** Of the run's environment; another version than it was made with, mostly. */
  readonly definition: EnvironmentDefinition;
  /**
   * For graders that need one. Without it an episode whose task needs one can't be judged again.
   */
  readonly sandboxes?: SandboxProvider;
  /** The model that plays a grader's role. Without it a grader that asks for one can't judge. */
  readonly model?: (role: string) => ChatModel;
  /** Gradings at the same time. Default 4. */
  readonly concurrency?: number;
  /** How long one grading may take. Default 2 minutes. */
  readonly milliseconds?: number;
  /** Keeps the new judgements in a file of their own, in the run's `regrades`. Default: `false`. */
  readonly write?: boolean;
  /** Ends the regrading, which then rejects with its reason. */
  readonly signal?: AbortSignal;
  /** Called with each episode as it is judged. What it throws ends it all. */
  readonly onEpisode?: (episode: RegradedEpisode) => void;
}

/**
 * Judges the episodes of a run again, from what was recorded of them: events, collected files, tasks.
 * No agent plays, and the record stays as it is.
 *
 * @throws UsageError when the folder holds no run, or one of another environment.
 * @throws RecordError when the record can't be read at all.
 * @throws the signal's reason when aborted.
 */
export async function regradeRun(folder: string, options: RegradeOptions): Promise<RegradeReport> {
  const { definition, write = false, concurrency = 4, signal } = options;
  const record = await openRun(folder);
  const { environment } = record.description.identity;
  checkSameEnvironment(record, definition);
  const judge = await openJudge(record, options);
  const entries = latestEntries(record.entries);
  const gradedBy = `${definition.name}@${definition.version}`;
  const gradedBefore = `${environment.name}@${environment.version}`;
  using file = write ? await openRegradeFile(record.folder, definition) : undefined;
  file?.write({
    format: regradeFormat,
    at: new Date().toISOString(),
    run: record.description.runId,
    gradedBy,
    gradedBefore,
  });
  const episodes: RegradedEpisode[] = [];
  await forEachBounded(
    entries,
    { concurrency, ...(signal === undefined ? {} : { signal }) },
    async (entry, { index, signal: own }) => {
      const episode = await judge(entry, own);
      episodes[index] = episode;
      file?.write(episode);
      options.onEpisode?.(episode);
    },
  );
  const regraded = entries.map((entry, index) => withWorth(entry, episodes[index]));
  return {
    gradedBy,
    gradedBefore,
    episodes,
    changed: episodes.filter(({ changed }) => changed).length,
    problems: episodes.filter(({ problem }) => problem !== undefined).length,
    entries: regraded,
    summary: summarize(regraded, record.plan),
    ...(file === undefined ? {} : { file: file.path }),
  };
}

function checkSameEnvironment(
  { description: { runId, identity } }: RunRecord,
  { name }: EnvironmentDefinition,
): void {
  const { environment } = identity;
  if (environment.name === name) return;
  throw new UsageError(
    `Run ${runId} is of the environment ${environment.name}, so ${name} can't judge it.`,
    { code: "other-environment" },
  );
}

type Judge = (entry: IndexEntry, signal: AbortSignal) => Promise<RegradedEpisode>;

async function openJudge(
  record: RunRecord,
  { definition, sandboxes, model, milliseconds, signal }: RegradeOptions,
): Promise<Judge> {
  const tasks = await readTasks(record);
  const options = definition.parseOptions(record.description.identity.environment.options);
  const unfit = new Map<Task, string>();
  const needs = new Map<Task, Needs>();
  for (const task of tasks.values()) {
    try {
      definition.check(task);
      needs.set(task, definition.needs(task, options));
    } catch (error) {
      if (!AgentGymError.isInstance(error)) throw error;
      unfit.set(task, error.message);
    }
  }
  const { unmet } = await findUnmet(needs, { environment: definition.name, sandboxes, signal });
  return async (entry, own) => {
    const task = tasks.get(entry.task);
    if (task?.digest !== entry.digest) {
      return notJudged(entry, "the run's tasks.jsonl does not hold the task as it was");
    }
    const problem = unfit.get(task) ?? unmet.get(task);
    if (problem !== undefined) return notJudged(entry, problem);
    try {
      const { events } = await record.episode(entry);
      const graded = await gradeRecord({
        definition,
        task,
        options,
        events,
        readFile: record.artifact,
        signal: own,
        ...(sandboxes === undefined ? {} : { sandboxes }),
        ...(model === undefined ? {} : { model }),
        ...(milliseconds === undefined ? {} : { milliseconds }),
      });
      const { verdict } = graded;
      const before = entryWorth(entry);
      const after = worthOf(graded);
      // What was never graded is still not; what broke around the grader says nothing new.
      if (verdict.reward === null && couldNotTell(graded) && !sameWorth(before, after)) {
        return notJudged(entry, verdict.reason);
      }
      return { ...placeOf(entry), before, after, verdict, changed: !sameWorth(before, after) };
    } catch (error) {
      own.throwIfAborted();
      if (!AgentGymError.isInstance(error)) throw error;
      return notJudged(entry, error.message);
    }
  };
}

async function readTasks({ taskData }: RunRecord): Promise<ReadonlyMap<string, Task>> {
  const tasks = new Map<string, Task>();
  for (const [id, data] of await taskData()) tasks.set(id, await readTask(id, data));
  return tasks;
}

async function readTask(id: string, data: JsonObject): Promise<Task> {
  const [task] = await createTasks([data]);
  return { ...(task as Task), id };
}

function notJudged(entry: IndexEntry, problem: string): RegradedEpisode {
  return { ...placeOf(entry), before: entryWorth(entry), problem, changed: false };
}

function placeOf({
  task,
  digest,
  attempt,
  try: nth,
  file,
}: IndexEntry): Omit<RegradedEpisode, "before" | "changed"> {
  return { task, digest, attempt, try: nth, file };
}

function entryWorth({ reward, success, scores }: IndexEntry): Worth {
  return { reward, success, ...(scores === undefined ? {} : { scores }) };
}

function withWorth(entry: IndexEntry, episode: RegradedEpisode | undefined): IndexEntry {
  const { after, verdict } = episode ?? {};
  if (after === undefined || verdict === undefined) return entry;
  const { scores: _scores, unscored: _unscored, ...rest } = entry;
  return {
    ...rest,
    ...after,
    ...(verdict.reward === null
      ? { unscored: { boundary: verdict.boundary, reason: verdict.reason } }
      : {}),
  };
}
