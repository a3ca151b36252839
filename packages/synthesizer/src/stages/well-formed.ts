import type { Action } from "@agent-gym/core";

import { actionsOf } from "../row/actions.ts";
import { judgeTurns, type WrongTurn, type WrongTurns } from "./mask-turns.ts";
import { rowStage, type Stage } from "./stage.ts";

/**
 * No call that was repaired, can't be read, or was cut off; no turn that says nothing. Rejects the row,
 * or masks the turn where a later one put it right.
 */
export function wellFormedStage(
  options: { /** Default: `reject`. */ readonly wrongTurns?: WrongTurns } = {},
): Stage {
  const { wrongTurns = "reject" } = options;
  return rowStage({
    name: "well-formed",
    description: "no calls that were repaired, unreadable or cut off",
    settings: { wrongTurns },
    judge: (row) => {
      const wrong = actionsOf(row.transcript).flatMap((action, turn): readonly WrongTurn[] => {
        const fault = faultOf(action);
        return fault === undefined ? [] : [{ turn, ...fault }];
      });
      return judgeTurns(row, wrong, wrongTurns);
    },
  });
}

function faultOf(action: Action): Omit<WrongTurn, "turn"> | undefined {
  const { calls, malformed, incomplete, text } = action;
  const [unreadable] = malformed;
  if (incomplete === true) return { code: "cut-off", reason: "it was cut off by the token limit" };
  if (unreadable !== undefined) return { code: "malformed-call", reason: unreadable.problem };
  const repaired = calls.find((call) => call.repaired === true);
  if (repaired !== undefined) {
    return { code: "repaired-call", reason: `its call of ${repaired.name} had to be repaired` };
  }
  return text.trim() === "" && calls.length === 0
    ? { code: "empty-turn", reason: "it says and calls nothing" }
    : undefined;
}
