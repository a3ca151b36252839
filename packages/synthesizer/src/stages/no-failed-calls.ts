import type { Turn } from "@agent-gym/core";

import { judgeTurns, type WrongTurn, type WrongTurns } from "./mask-turns.ts";
import { rowStage, type Stage } from "./stage.ts";

/**
 * No call that its tool answered with an error. By default such turns are masked: the row keeps the
 * mistake to be read, and learns how it was put right.
 */
export function noFailedCallsStage(
  options: { /** Default: `mask`. */ readonly wrongTurns?: WrongTurns } = {},
): Stage {
  const { wrongTurns = "mask" } = options;
  return rowStage({
    name: "no-failed-calls",
    description: "turns whose calls failed are not learned",
    settings: { wrongTurns },
    judge: (row) => judgeTurns(row, failedTurns(row.transcript.turns), wrongTurns),
  });
}

function failedTurns(turns: readonly Turn[]): readonly WrongTurn[] {
  let action = -1;
  return turns.flatMap((turn): readonly WrongTurn[] => {
    if ("action" in turn) {
      action += 1;
      return [];
    }
    const failed = turn.observation.results?.find(({ isError }) => isError === true);
    return failed === undefined || action === -1
      ? []
      : [{ turn: action, code: "failed-call", reason: `${failed.name} answered with an error` }];
  });
}
