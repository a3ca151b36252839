import { UsageError } from "../errors/usage-error.ts";

/** Stands for the models of a run that has none. @throws UsageError */
export function noModel(role: string): never {
  throw new UsageError(`No model plays the role "${role}" in this run.`, { code: "missing-model" });
}
