import { canonicalJson, type Boundary, type Scores, type Verdict } from "@agent-gym/core";

/** What an episode was worth, without the reasons. */
export interface Worth {
  /** `null` when nobody could judge. */
  readonly reward: number | null;
  /**
   * As the verdict says, or reward ≥ the definition's threshold; `false` when there is no reward.
   */
  readonly success: boolean;
  /** The verdict's other numbers, by name. */
  readonly scores?: Scores;
}

/** The worth that a verdict tells of. */
export function worthOf({
  verdict: { reward, scores },
  success,
}: {
  readonly verdict: Verdict;
  readonly success: boolean;
}): Worth {
  return { reward, success, ...(scores === undefined ? {} : { scores }) };
}

/** Whether two judgements agree. Their details may name a time or a temporary file: they don't count. */
export function sameWorth(left: Worth, right: Worth): boolean {
  return worthText(left) === worthText(right);
}

function worthText({ reward, success, scores = {} }: Worth): string {
  return canonicalJson({ reward, success, scores });
}

const around: ReadonlySet<Boundary> = new Set(["provider", "user", "sandbox", "harness"]);

/** Whether nobody could judge, for reasons that say nothing of task and agent. */
export function couldNotTell({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict.reward === null && around.has(verdict.boundary);
}
