import type { EpisodeKey, Verdict } from "@agent-gym/core";

import type { IndexEntry } from "../record/index-entry.ts";
import type { RunSummary } from "../statistics/summarize.ts";
import type { Worth } from "./worth.ts";

/** The name of this version of a file of second judgements. */
export const regradeFormat = "agent-gym-regrade/1";

/** An episode, judged again. */
export interface RegradedEpisode extends EpisodeKey {
  /** Which try of the key, from 0. */
  readonly try: number;
  /** The episode's file, relative to the run's folder, with forward slashes. */
  readonly file: string;
  /** What the record says. */
  readonly before: Worth;
  /** What it is worth now; absent when that could not be told. */
  readonly after?: Worth;
  /** The whole of the new verdict, with its details. */
  readonly verdict?: Verdict;
  /** Why it could not be told. */
  readonly problem?: string;
  /** Whether it is worth something else than before. */
  readonly changed: boolean;
}

/** A run, judged again. */
export interface RegradeReport {
  /** The definition that judged now, as `name@version`. */
  readonly gradedBy: string;
  /** The one that the run was made with. */
  readonly gradedBefore: string;
  /** The last try of each episode, in the order of the index. */
  readonly episodes: readonly RegradedEpisode[];
  /** Episodes whose worth is another than the record says. */
  readonly changed: number;
  /** Episodes that could not be judged again. */
  readonly problems: number;
  /** The index's last tries with what they are worth now, for `summarize` and `runStatistics`. */
  readonly entries: readonly IndexEntry[];
  /** The run's numbers with what its episodes are worth now. */
  readonly summary: RunSummary;
  /** Where it was written, absolute; absent when nothing was. */
  readonly file?: string;
}
