import type { Json, Verdict } from "@agent-gym/core";

import type { SqlEvidence } from "../sql-evidence.ts";
import type { Check } from "./check.ts";
import { findings, verdictOf } from "./judge-checks.ts";
import { queryResults } from "./query-results.ts";

/** Judges what was recorded: the database before and after, and what the agent said last. */
export async function gradeEvidence(
  checks: readonly Check[],
  { before, after, problem }: SqlEvidence,
  said: string,
  signal: AbortSignal,
): Promise<Verdict> {
  if (after === null) return { reward: 0, details: { problem: problem ?? null } as Json };
  const queries = checks.some(({ kind }) => kind === "query");
  const atStart = queries ? await queryResults(checks, before, signal) : new Map();
  const same = JSON.stringify(before) === JSON.stringify(after);
  const atEnd = queries && !same ? await queryResults(checks, after, signal) : atStart;
  return verdictOf(
    checks,
    findings(checks, before, { content: before, results: atStart, said: "" }),
    findings(checks, before, { content: after, results: atEnd, said }),
  );
}
