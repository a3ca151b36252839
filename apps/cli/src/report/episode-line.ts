import type { IndexEntry } from "@agent-gym/runner";

import { countOf, formatCount, formatReward, formatSeconds } from "../terminal/format-number.ts";
import { cutToWidth } from "../terminal/format-table.ts";
import { harmlessLine } from "../terminal/harmless-text.ts";
import type { Styles } from "../terminal/styles.ts";
import { causeOf } from "./failure-causes.ts";
import { totalTokens } from "./total-usage.ts";

/** More of why an episode is no success is for `show`. */
const widestCause = 110;

/** Which episode, as a person names it: the task, and the attempt where there is more than one. */
export function episodeName(
  { task, attempt }: Pick<IndexEntry, "task" | "attempt">,
  { attempts }: { readonly attempts: number },
): string {
  return harmlessLine(attempts > 1 ? `${task}/${attempt}` : task);
}

/**
 * One word for how an episode went: `failed` was judged and is no success; of those that nobody could
 * judge an error `broken`, a limit ended `limited`.
 */
export function episodeWord(
  { success, reward, ending }: Pick<IndexEntry, "success" | "reward" | "ending">,
  styles: Styles,
): string {
  if (success) return styles.good("passed");
  if (ending.status === "cancelled") return styles.dim("cancelled");
  if (reward !== null) return styles.bad("failed");
  return styles.warn(unjudgedWords[ending.status]);
}

const unjudgedWords = { error: "broken", limit: "limited", completed: "unscored" } as const;

/** A finished episode in one line. */
export function episodeLine(
  entry: IndexEntry & { readonly retryInMs?: number },
  { attempts, styles }: { readonly attempts: number; readonly styles: Styles },
): string {
  const { reward, turns, usage, milliseconds, success, ending, retryInMs } = entry;
  const tokens = totalTokens(usage);
  const facts = [
    `reward ${formatReward(reward)}`,
    countOf(turns, "turn"),
    ...(tokens === 0 ? [] : [`${formatCount(tokens)} tokens`]),
    formatSeconds(milliseconds.total / 1000),
    ...(success || ending.status === "cancelled"
      ? []
      : [cutToWidth(harmlessLine(causeOf(entry)), widestCause)]),
    ...(retryInMs === undefined ? [] : [`tried again in ${formatSeconds(retryInMs / 1000)}`]),
  ];
  return `${episodeWord(entry, styles)}  ${episodeName(entry, { attempts })}  ${styles.dim(facts.join(" · "))}`;
}
