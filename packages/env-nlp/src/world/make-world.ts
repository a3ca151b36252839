import { evaluateState } from "../checks/evaluate-check.ts";
import type { WorldData } from "../task/nlp-task.ts";
import { World } from "./world.ts";

/** The world of a task, as it stands at the start. */
export function makeWorld({ tables = {}, mode, invariants = [] }: WorldData): World {
  return new World(tables, {
    open: mode === "open",
    invariants: (state) =>
      invariants.flatMap((invariant) => {
        const { passed, expected, found } = evaluateState(invariant, state);
        return passed ? [] : [`expected ${expected}, found ${found}`];
      }),
  });
}
