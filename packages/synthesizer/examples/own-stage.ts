import { rejected, rowStage, type Stage, standardStages } from "@agent-gym/synthesizer";

const short = rowStage({
  name: "short",
  description: "at most ten turns",
  judge: ({ loss }) =>
    loss.length <= 10 ? { decision: "kept" } : rejected("long", `it has ${loss.length} turns`),
});
export const stages: readonly Stage[] = [...standardStages({ keep: "all" }), short];
