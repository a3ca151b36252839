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
    refuse: (row, [best]) =>
      keep === "first" || best === undefined ? notFirst : notBest(row, best),
  });
}

const notFirst = rejected("not-first", "an earlier attempt was kept");

function notBest(row: Row, best: Row): Judgement {
  if (byReward(row, best) !== 0) return rejected("not-best", "a better attempt was kept");
  return byLength(row, best) === 0
    ? rejected("as-good", "another attempt that is as good was kept")
    : rejected("longer", "an attempt that is as good and shorter was kept");
}

/** Of a task's correct attempts only the shortest: fewest calls, then turns, then words. */
export const shortestStage: Stage = groupStage({
  name: "shortest",
  description: "keeps the shortest of a task's correct attempts",
  settings: {},
  choose: (rows) => rows.toSorted(byLength).slice(0, 1),
  refuse: (row, [shortest]) =>
    shortest !== undefined && byLength(row, shortest) === 0
      ? rejected("as-short", "another attempt that is as short was kept")
      : rejected("longer", "a shorter attempt was kept"),
});

/** At most so many rows per task. */
export function capStage(rows: number): Stage {
  return groupStage({
    name: "cap",
    description: "so many rows per task at most",
    settings: { rows },
    choose: (all) => all.slice(0, rows),
    refuse: () =>
      rejected("over-cap", `its task has ${rows} ${rows === 1 ? "row" : "rows"} already`),
  });
}

function groupStage(specification: {
  readonly name: string;
  readonly description: string;
  readonly settings: Stage["settings"];
  readonly choose: (rows: readonly Row[]) => readonly Row[];
  /** What is said of a row that was not chosen. */
  readonly refuse: (row: Row, chosen: readonly Row[]) => Judgement;
}): Stage {
  const { name, description, settings, choose, refuse } = specification;
  return {
    name,
    description,
    settings,
    open: () => ({
      judge: ({ rows }): readonly Judgement[] => {
        const chosen = choose(rows);
        return rows.map((row) => (chosen.includes(row) ? kept : refuse(row, chosen)));
      },
    }),
  };
}

function byRewardThenLength(left: Row, right: Row): number {
  return byReward(left, right) || byLength(left, right);
}

/** Below 0 where the left one's reward is higher. */
function byReward(left: Row, right: Row): number {
  const [reward, other] = [left, right].map(
    ({ provenance }) => provenance.verdict.reward ?? -Infinity,
  );
  return reward === other ? 0 : (other ?? -Infinity) - (reward ?? -Infinity);
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
