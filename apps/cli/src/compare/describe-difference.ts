import type { PairedDifference, RunComparison, RunRecord } from "@agent-gym/runner";

import { countOf, formatCost, formatReward, formatShare } from "../terminal/format-number.ts";

/** A difference in a rate, in percentage points, as far as it can be told. */
export function ratePoints(difference: PairedDifference | undefined): string {
  return difference === undefined ? "-" : `${signed(difference.delta * 100, 1)} points`;
}

/** The interval of a difference in a rate, in percentage points; `-` where there is none. */
export function rateInterval(difference: PairedDifference | undefined): string {
  const { interval = null } = difference ?? {};
  if (interval === null) return "-";
  return `${signed(interval.low * 100, 1)} to ${signed(interval.high * 100, 1)}`;
}

/** What an interval says of its difference, in a word or three. */
export function intervalWord(difference: PairedDifference | undefined): string {
  const { interval = null } = difference ?? {};
  if (interval === null) return "too few tasks to tell";
  if (interval.low > 0) return "better";
  return interval.high < 0 ? "worse" : "no clear difference";
}

/** A difference in rewards, to three digits. */
export function rewardDelta(difference: PairedDifference | undefined): string {
  return difference === undefined ? "-" : signed(difference.delta, 3);
}

/** A share, or `-`. */
export function share(value: number | undefined): string {
  return value === undefined ? "-" : formatShare(value);
}

/** A reward, or `-`. */
export function reward(value: number | undefined): string {
  return formatReward(value ?? null);
}

/** Dollars for an episode, `$?` where a price is not known. */
export function cost(value: number | null): string {
  return formatCost(value);
}

/** A mean number of turns; `-` where there is none. */
export function turns(value: number | null): string {
  return value === null ? "-" : String(Number(value.toFixed(2)));
}

/** A run by what made it: agent and model. */
export function whoPlayed({ description }: RunRecord): string {
  const { agent, model } = description.identity;
  const { name } = model;
  return typeof name === "string" ? `${agent.name}, ${name}` : agent.name;
}

/** Which tasks are not compared, and why: a line for each reason. */
export function unpairedLines(
  { before, after, unpaired }: Pick<RunComparison, "before" | "after" | "unpaired">,
  { most = 5 }: { readonly most?: number } = {},
): readonly string[] {
  const reasons = {
    "only-before": `in ${before} alone`,
    "only-after": `in ${after} alone`,
    "unscored-before": `without a reward in ${before}`,
    "unscored-after": `without a reward in ${after}`,
    "unscored-in-both": "without a reward in either",
  } as const;
  return Object.entries(reasons).flatMap(([why, words]) => {
    const ids = unpaired.filter((one) => one.why === why).map(({ task }) => task);
    if (ids.length === 0) return [];
    const some = `${ids.slice(0, most).join(", ")}${ids.length > most ? ", …" : ""}`;
    return [`${countOf(ids.length, "task")} ${words}, not compared: ${some}`];
  });
}

/** With its sign: a true minus, and no sign for nothing. */
function signed(value: number, digits: number): string {
  const text = Number(Math.abs(value).toFixed(digits));
  if (text === 0) return "0";
  return `${value < 0 ? "−" : "+"}${text}`;
}
