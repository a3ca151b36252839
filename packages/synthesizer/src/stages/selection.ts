import { actionsOf } from "../row/actions.ts";
import type { Row } from "../row/row.ts";
import { type Judgement, kept, rejected, type Stage } from "./stage.ts";

/** Which of a task's attempts become rows. */
export type Keep = "first" | "best" | "all";

/**
 * Chooses among a task's attempts: the `first`, the `best` (highest reward, then shortest), or `all`.
 */
export function keepStage(keep: Keep): Stage {
  return groupStage({
    name: "keep",
    description: "chooses among a task's attempts",
    settings: { keep },
    choose: (rows) => {
      if (keep === "all") return rows;
      const [first] = keep === "first" ? rows : rows.toSorted(byRewardThenLength);
      return first === undefined ? [] : [first];
    },
    code: keep === "first" ? "not-first" : "not-best",
    reason: keep === "first" ? "an earlier attempt was kept" : "a better attempt was kept",
  });
}

/** Of a task's correct attempts only the shortest: fewest calls, then turns, then words. */
export const shortestStage: Stage = groupStage({
  name: "shortest",
  description: "keeps the shortest of a task's correct attempts",
  settings: {},
  choose: (rows) => rows.toSorted(byLength).slice(0, 1),
  code: "longer",
  reason: "a shorter attempt was kept",
});

/** At most so many rows per task. */
export function capStage(rows: number): Stage {
  return groupStage({
    name: "cap",
    description: "so many rows per task at most",
    settings: { rows },
    choose: (all) => all.slice(0, rows),
    code: "over-cap",
    reason: `its task has ${rows} ${rows === 1 ? "row" : "rows"} already`,
  });
}

function groupStage(specification: {
  readonly name: string;
  readonly description: string;
  readonly settings: Stage["settings"];
  readonly choose: (rows: readonly Row[]) => readonly Row[];
  readonly code: string;
  readonly reason: string;
}): Stage {
  const { name, description, settings, choose, code, reason } = specification;
  return {
    name,
    description,
    settings,
    open: () => ({
      judge: ({ rows }): readonly Judgement[] => {
        const chosen = new Set(choose(rows));
        return rows.map((row) => (chosen.has(row) ? kept : rejected(code, reason)));
      },
    }),
  };
}

function byRewardThenLength(left: Row, right: Row): number {
  const difference =
    (right.provenance.verdict.reward ?? -Infinity) - (left.provenance.verdict.reward ?? -Infinity);
  return difference === 0 || Number.isNaN(difference) ? byLength(left, right) : difference;
}

function byLength(left: Row, right: Row): number {
  const [calls, turns, words] = lengthOf(left);
  const [otherCalls, otherTurns, otherWords] = lengthOf(right);
  return calls - otherCalls || turns - otherTurns || words - otherWords;
}

function lengthOf({ transcript }: Row): readonly [calls: number, turns: number, words: number] {
  const actions = actionsOf(transcript);
  return [
    actions.reduce((sum, { calls }) => sum + calls.length, 0),
    actions.length,
    actions.reduce((sum, { text, reasoning = "" }) => sum + text.length + reasoning.length, 0),
  ];
}
