import type { EpisodeOutcome, Json, Verdict } from "@agent-gym/core";

import { couldNotTell, sameWorth, worthOf } from "../regrade/worth.ts";
import type { ProbeResult } from "./task-validation.ts";

type Finding = Omit<ProbeResult, "probe">;

/** What of an episode is looked at. */
export type Probed = Pick<EpisodeOutcome, "verdict" | "success"> &
  Partial<Pick<EpisodeOutcome, "ending">>;

/** Compares an episode with what a right task makes of it. */
export function judgeProbe(outcome: Probed, expected: "success" | "no success"): Finding {
  const { verdict, success } = outcome;
  const found = outcomeText(outcome);
  if (couldNotTell(outcome)) return { expected, found, passed: null, why: whyOf(outcome) };
  // A judge that breaks over what an agent did lets it hide its failures.
  const passed = verdict.reward !== null && success === (expected === "success");
  return { expected, found, passed, ...(passed ? {} : { why: whyOf(outcome) }) };
}

/** Compares two verdicts on what should be worth the same. */
export function judgeAgreement(before: Probed, after: Probed): Finding {
  const expected = outcomeText(before);
  const found = outcomeText(after);
  const broken = [before, after].find(couldNotTell);
  if (broken !== undefined) return { expected, found, passed: null, why: whyOf(broken) };
  const passed = sameWorth(worthOf(before), worthOf(after));
  return { expected, found, passed, ...(passed ? {} : { why: whyOf(after) }) };
}

function outcomeText({ verdict, success }: Probed): string {
  if (verdict.reward === null) return `no reward (${verdict.boundary})`;
  const scores = Object.entries(verdict.scores ?? {}).map(([name, value]) => `${name} ${value}`);
  const reward = [`reward ${verdict.reward}`, ...scores].join(", ");
  return success ? `${reward}: success` : reward;
}

function whyOf({ verdict, ending }: Probed): string {
  const ended =
    ending === undefined || ending.status === "completed" || ending.status === "cancelled"
      ? []
      : [`ended by ${ending.status === "limit" ? `the limit ${ending.limit}` : ending.message}`];
  return [...ended, ...reasonOf(verdict)].join("; ");
}

function reasonOf(verdict: Verdict): readonly string[] {
  const { details } = verdict;
  const told = details === undefined || details === null ? [] : [shortened(details)];
  return verdict.reward === null ? [verdict.reason, ...told] : told;
}

function shortened(details: Json): string {
  const text = JSON.stringify(details);
  return text.length <= 1_000 ? text : `${text.slice(0, 999)}…`;
}
