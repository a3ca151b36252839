import { allHold } from "../checks/evaluate-check.ts";
import type { DialogueState } from "./dialogue-state.ts";

/** Why the user may not accept yet. */
export interface Unmet {
  /** Facts that it has yet to tell. */
  readonly untold: readonly string[];
  /** What it wants is not done. */
  readonly undone: boolean;
  /** What has yet to happen, in a task without checks to accept by: all stages but the last. */
  readonly stages: readonly string[];
}

/** What stands between the user and accepting, told by code. */
export function unmet(state: DialogueState): Unmet {
  const { user, facts, stages } = state.scenario;
  const last = stages.at(-1)?.id;
  return {
    untold: facts.flatMap(({ id, must_convey: must }) =>
      must === true && !state.told.has(id) ? [id] : [],
    ),
    undone: !allHold(user.accept ?? [], state.checked),
    stages:
      user.accept === undefined
        ? state.openStages.flatMap(({ id, description }) => (id === last ? [] : [description]))
        : [],
  };
}

/** Whether the user may accept. */
export function mayAccept({ untold, undone, stages }: Unmet): boolean {
  return untold.length === 0 && !undone && stages.length === 0;
}
