import type { Task } from "@agent-gym/core";

/**
 * What became of one proof of a task: an episode that was played, and what a right task makes of it.
 * The results of the runner's validation have this form.
 */
export interface ProofResult {
  /**
   * What was tried: `solution`, `nothing`, `cheat:<name>`, `repeat`, … At least `solution` and
   * `nothing` must be among a task's proofs.
   */
  readonly probe: string;
  /** `null` when it could not be told, for reasons that are not the task's. */
  readonly passed: boolean | null;
  /** What a person needs to understand it. */
  readonly why?: string;
  /** What a right task makes of it, in words. */
  readonly expected?: string;
  /** What this one made of it, in words. */
  readonly found?: string;
}

/**
 * Tries to prove a task: its reference solution succeeds, doing nothing and the known cheats do not,
 * and all of it comes out the same again.
 *
 * @throws only for what has nothing to do with the task: an endpoint, a sandbox, a cancellation.
 */
export type ValidateTask = (
  task: Task,
  options: { readonly signal: AbortSignal },
) => Promise<readonly ProofResult[]>;

/** Proofs without which a task is not accepted, whatever the others say. */
export const requiredProofs: readonly string[] = ["solution", "nothing"];

/** Why proofs do not suffice; `undefined` when they do. */
export function whyUnproven(
  results: readonly ProofResult[],
): { readonly code: string; readonly reason: string } | undefined {
  const failed = results.find(({ passed }) => passed === false);
  if (failed !== undefined) return { code: `failed-${codeOf(failed)}`, reason: reasonOf(failed) };
  const unknown = results.find(({ passed }) => passed === null);
  if (unknown !== undefined)
    return { code: `unknown-${codeOf(unknown)}`, reason: reasonOf(unknown) };
  const missing = requiredProofs.filter((name) => !results.some(({ probe }) => probe === name));
  if (missing.length === 0) return undefined;
  return { code: "unproven", reason: `nobody tried ${missing.join(" and ")}` };
}

// `cheat:guess` and `cheat:overwrite` are faults of one kind.
function codeOf({ probe }: ProofResult): string {
  return probe.split(":")[0] ?? probe;
}

function reasonOf({ probe, why, expected, found }: ProofResult): string {
  const seen =
    expected === undefined || found === undefined ? "" : `expected ${expected}, found ${found}`;
  return [probe, why ?? seen].filter((part) => part !== "").join(": ");
}
