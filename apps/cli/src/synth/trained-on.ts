import { type GroupStatistics, type RunRecord, runStatistics } from "@agent-gym/runner";
import { type DatasetManifest, readManifest } from "@agent-gym/synthesizer";

import { labelled } from "../report/labelled.ts";
import { countOf, formatShare } from "../terminal/format-number.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";

/** A run's tasks that its student was trained on, and the others, apart. */
export interface TrainedOn {
  /** The dataset's name. */
  readonly dataset: string;
  readonly seen: GroupStatistics;
  readonly unseen: GroupStatistics;
}

/** Tells the tasks of a run apart. */
export type TellApart = (record: Pick<RunRecord, "entries" | "description">) => TrainedOn;

/**
 * Reads what a student was trained on.
 *
 * @returns tells a run's tasks apart, by the digests of their data.
 * @throws UsageError when it is no dataset's manifest.
 */
export async function readTrainedOn(path: string): Promise<TellApart> {
  const manifest = await readManifest(path);
  return (record) => tellApart(record, manifest);
}

/** Both groups, one under the other. */
export function trainedOnText(
  { dataset, seen, unseen }: TrainedOn,
  { styles }: { readonly styles: Styles },
): string {
  return labelled(
    [
      ["trained on", `${groupText(seen)}, rows in ${harmlessLine(dataset)}`],
      ["unseen", groupText(unseen)],
    ],
    styles,
  );
}

function tellApart(
  { entries, description }: Pick<RunRecord, "entries" | "description">,
  { name, tasks: trained }: DatasetManifest,
): TrainedOn {
  const digests = new Set(trained.map(({ digest }) => digest));
  const statistics = (seen: boolean): GroupStatistics => {
    const tasks = description.tasks.filter(({ digest }) => digests.has(digest) === seen);
    const ids = new Set(tasks.map(({ id }) => id));
    const {
      tasks: count,
      planned,
      scored,
      coverage,
      successRate,
      meanReward,
    } = runStatistics({
      entries: entries.filter(({ task }) => ids.has(task)),
      description: { ...description, tasks },
    });
    return { tasks: count, planned, scored, coverage, successRate, meanReward };
  };
  return { dataset: name, seen: statistics(true), unseen: statistics(false) };
}

function groupText({ tasks, scored, successRate }: GroupStatistics): string {
  const of = countOf(tasks, "task");
  if (successRate === undefined) return `${of}, none scored`;
  const { mean, interval } = successRate;
  const [low, high] = [interval?.low, interval?.high].map((share = 0) => (share * 100).toFixed(0));
  const sure = interval === null ? "" : `, 95 % interval ${low} to ${high} %`;
  return `${of}: ${formatShare(mean)} of ${countOf(scored, "episode")} succeeded${sure}`;
}
