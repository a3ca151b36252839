import { ProviderError } from "@agent-gym/core";
import { openRun, type RunBudget } from "@agent-gym/runner";
import type { OpenStage, Stage } from "@agent-gym/synthesizer";

/**
 * A judge's stage that spends of the same money as the run whose attempts it judges: the run has closed
 * its ledger by the time that a dataset is made of it, so the stage opens it again while it works.
 *
 * @param options.folder the run's.
 */
export function paidJudge(
  stage: Stage,
  { budget, folder }: { readonly budget: RunBudget | undefined; readonly folder: string },
): Stage {
  return {
    ...stage,
    open: async () => {
      if (budget === undefined) return keeping(await stage.open());
      const { cost } = (await openRun(folder)).summary.usage;
      const ledger = await budget.open({
        folder,
        spent: { cost: cost ?? 0, complete: cost !== null },
      });
      try {
        const inner = keeping(await stage.open());
        return {
          ...inner,
          close: async () => {
            try {
              await inner.close?.();
            } finally {
              await ledger[Symbol.asyncDispose]();
            }
          },
        };
      } catch (error) {
        await ledger[Symbol.asyncDispose]();
        throw error;
      }
    },
  };
}

/** Says that what was judged so far is kept, when the judge's endpoint fails. */
function keeping(inner: OpenStage): OpenStage {
  return {
    ...inner,
    judge: async (group, options) => {
      try {
        return await inner.judge(group, options);
      } catch (error) {
        if (!ProviderError.isInstance(error)) throw error;
        throw new ProviderError({
          code: error.code,
          message: `The judge could not go on: ${error.message} The episodes and what was judged are kept: --resume makes the dataset.`,
          cause: error,
        });
      }
    },
  };
}
