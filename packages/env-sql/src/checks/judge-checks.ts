import type { Json, Verdict } from "@agent-gym/core";

import type { DatabaseContent } from "../database/relation.ts";
import { checkAnswer } from "./check-answer.ts";
import { checkRows } from "./check-rows.ts";
import { checkUnchanged } from "./check-unchanged.ts";
import type { Check, QueryCheck } from "./check.ts";
import { rowKey } from "./compare-values.ts";
import { fewRows, type Finding } from "./finding.ts";
import type { QueryResult, QueryResults } from "./query-results.ts";

/** A moment of an episode: what the database holds, what the checks' queries give, what was said. */
export interface Moment {
  readonly content: DatabaseContent;
  readonly results: QueryResults;
  readonly said: string;
}

/** What became of each check, in their order. */
export function findings(
  checks: readonly Check[],
  before: DatabaseContent,
  { content, results, said }: Moment,
): readonly Finding[] {
  return checks.map((check, index): Finding => {
    if (check.kind === "rows") return checkRows(check, content);
    if (check.kind === "unchanged") return checkUnchanged(check, before, content);
    if (check.kind === "answer") return checkAnswer(check, said);
    return checkQuery(check, results.get(index) ?? { problem: "it was not run" });
  });
}

function checkQuery({ rows, ordered }: QueryCheck, result: QueryResult): Finding {
  const expected = fewRows(rows);
  if (result.rows === undefined) return { passed: false, expected, found: result.problem };
  const keys = (some: QueryCheck["rows"]): readonly string[] => {
    const all = some.map((row) => rowKey(row));
    return ordered ? all : all.toSorted();
  };
  const passed = JSON.stringify(keys(rows)) === JSON.stringify(keys(result.rows));
  return { passed, expected, found: fewRows(result.rows) };
}

/**
 * The verdict of checks that did or did not hold at the start. The reward is the share of goals that
 * are reached, and 0 when a guard is broken.
 */
export function verdictOf(
  checks: readonly Check[],
  start: readonly Finding[],
  end: readonly Finding[],
): Verdict {
  const judged = checks.map((check, index) => ({
    name: check.name ?? `${check.kind}-${index + 1}`,
    role: start[index]?.passed === true ? "guard" : "goal",
    passed: end[index]?.passed === true,
    expected: end[index]?.expected ?? null,
    found: end[index]?.found ?? null,
  }));
  const goals = judged.filter(({ role }) => role === "goal");
  const broken = judged.some(({ role, passed }) => role === "guard" && !passed);
  const reached = goals.filter(({ passed }) => passed).length;
  return {
    reward: broken || goals.length === 0 ? 0 : reached / goals.length,
    scores: Object.fromEntries(judged.map(({ name, passed }) => [name, passed ? 1 : 0])),
    details: { checks: judged } as unknown as Json,
  };
}
