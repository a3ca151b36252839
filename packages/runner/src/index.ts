export type { EpisodeOptions } from "./episode/run-episode.ts";
export { runEpisode } from "./episode/run-episode.ts";
export { environmentSeed, samplingSeed } from "./episode/seeds.ts";

export { run } from "./run/run.ts";
export type { EpisodePhase, RunEvent } from "./run/run-event.ts";
export type { RunBudget } from "./run/run-budget.ts";
export type { RunOptions, RunResult, RunStop } from "./run/run-options.ts";

export type { EpisodeRecord } from "./record/read-episode.ts";
export { readEpisode } from "./record/read-episode.ts";
export type { IndexEntry } from "./record/index-entry.ts";
export { isOwed, keyText } from "./record/index-entry.ts";
export { findingWords } from "./record/check-text.ts";
export type { Shortfall, ShortfallKind } from "./record/shortfall.ts";
export { shortfallOf } from "./record/shortfall.ts";
export type { RunRecord } from "./record/open-run.ts";
export { openRun } from "./record/open-run.ts";
export { RecordError } from "./record/record-error.ts";
export type {
  PlannedTask,
  RunDescription,
  RunIdentity,
  RunLaunch,
  SkippedTask,
} from "./record/run-description.ts";
export { runFormat } from "./record/run-description.ts";
export { isRunHeld } from "./record/run-lock.ts";

export type { MissedBar, RunBars } from "./statistics/check-bars.ts";
export { checkBars, defaultMinCoverage } from "./statistics/check-bars.ts";
export type { SpentCost } from "./statistics/spent-cost.ts";
export { spentCost } from "./statistics/spent-cost.ts";
export type { RunPlan, RunSummary } from "./statistics/summarize.ts";
export { latestEntries, summarize } from "./statistics/summarize.ts";

export type { Difference } from "./record/diff-json.ts";
export { differenceText } from "./record/diff-json.ts";
export type { Estimate, Interval } from "./statistics/clustered-mean.ts";
export { clusteredMean } from "./statistics/clustered-mean.ts";
export type {
  ChangedTask,
  ComparedField,
  RunComparison,
  UnpairedTask,
} from "./statistics/compare-runs.ts";
export { comparedFields, compareRuns } from "./statistics/compare-runs.ts";
export type { PairedDifference } from "./statistics/paired-difference.ts";
export type { AttemptCount } from "./statistics/pass-at-k.ts";
export { passAtK, passHatK } from "./statistics/pass-at-k.ts";
export type { GroupStatistics, PassAtK, RunStatistics } from "./statistics/run-statistics.ts";
export { runStatistics } from "./statistics/run-statistics.ts";

export type { RegradedEpisode, RegradeReport } from "./regrade/regrade-report.ts";
export { regradeFormat } from "./regrade/regrade-report.ts";
export type { RegradeOptions } from "./regrade/regrade-run.ts";
export { regradeRun } from "./regrade/regrade-run.ts";
export type { Worth } from "./regrade/worth.ts";

export type { ExportFormat } from "./export/export-format.ts";
export { exportFormats, findExportFormat } from "./export/export-formats.ts";
export { exportRun } from "./export/export-run.ts";

export { findTaskFiles } from "./tasks/find-task-files.ts";
export type { TaskFileOptions, TaskPlace } from "./tasks/load-task-files.ts";
export { loadTaskFiles } from "./tasks/load-task-files.ts";
export type { FieldNames } from "./tasks/rename-fields.ts";

export { randomAgent } from "./validate/random-agent.ts";
export type {
  ProbeResult,
  TaskStanding,
  TaskValidation,
  ValidationReport,
} from "./validate/task-validation.ts";
export type { ValidateOptions } from "./validate/validate-tasks.ts";
export { validateTasks } from "./validate/validate-tasks.ts";
