import { callAction, type Script, textAction } from "@agent-gym/core";

import type { SolutionTurn } from "../task/nlp-task.ts";

/** A script that does one turn after another. */
export function playTurns(turns: readonly SolutionTurn[]): Script {
  return function* () {
    for (const turn of turns) {
      yield "say" in turn ? textAction(turn.say) : callAction(...turn.calls);
    }
  };
}
