import type { Action, JsonObject, Transcript } from "@agent-gym/core";

import { actionsOf, withActions } from "../row/actions.ts";
import type { Row, StageDecision } from "../row/row.ts";

/**
 * A line of `rejected.jsonl`: what was turned down, by what, why, and the conversation.
 *
 * @param decisions what each stage said; the last one turned it down.
 * @param place members that tell more of it: the turn, or as what it is used all the same.
 */
export function rejectedRecord(
  row: Row,
  decisions: readonly StageDecision[],
  place: JsonObject,
): JsonObject {
  const { stage = "", code = "", reason = "" } = decisions.at(-1) ?? {};
  return {
    row: row.id,
    ...place,
    stage,
    code,
    reason,
    ...(row.provenance as unknown as JsonObject),
    stages: decisions as unknown as JsonObject[],
    transcript: lean(row.transcript) as unknown as JsonObject,
  };
}

/** Without what is only of use in the record: the model's own message and its tokens. */
function lean(transcript: Transcript): Transcript {
  const actions = actionsOf(transcript).map((action): Action => {
    const { raw: _, tokens: __, ...rest } = action;
    return rest;
  });
  return withActions(transcript, actions);
}
