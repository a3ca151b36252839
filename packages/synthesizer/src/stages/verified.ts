import { kept, rejected, rowStage, type Stage } from "./stage.ts";

/** Keeps what the environment judged a success, and nothing that an error or a cancellation ended. */
export const verifiedStage: Stage = rowStage({
  name: "verified",
  description: "keeps what the environment judged a success",
  judge: ({ provenance: { verdict, ending } }) => {
    const { reward, success, reason = "nobody could judge it" } = verdict;
    if (reward === null) return rejected("unscored", `it has no reward (${ending}): ${reason}`);
    if (!success) return rejected("failed", `its reward is ${reward}, which is no success`);
    return ending.startsWith("error") || ending === "cancelled"
      ? rejected("broken-off", `it ended by ${ending}`)
      : kept;
  },
});
