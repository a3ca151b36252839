import { kept, rejected, rowStage, type Stage } from "./stage.ts";

/** Leaves out tasks that are kept for evaluation: those of `split: test`. */
export function heldOutStage(
  options: { /** Default: `test` alone. */ readonly splits?: readonly string[] } = {},
): Stage {
  const splits = options.splits ?? ["test"];
  return rowStage({
    name: "held-out",
    description: "leaves out tasks that are kept for evaluation",
    settings: { splits },
    judge: (_, { task: { split } }) =>
      split !== undefined && splits.includes(split)
        ? rejected("held-out", `its task is of the split "${split}"`)
        : kept,
  });
}
