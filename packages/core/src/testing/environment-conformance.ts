import type { EnvironmentDefinition } from "../environment/environment-definition.ts";
import { errorMessage } from "../errors/error-message.ts";
import { UsageError } from "../errors/usage-error.ts";
import { type ConformanceCase, skipCases } from "./conformance-case.ts";
import type { EnvironmentCase } from "./environment-conformance-case.ts";
import { definitionCases } from "./environment-conformance-definition.ts";
import { episodeCases } from "./environment-conformance-episodes.ts";
import { gradingCases } from "./environment-conformance-grading.ts";
import { hostileCases } from "./environment-conformance-hostile.ts";
import { lifeCases } from "./environment-conformance-life.ts";
import type { EnvironmentConformanceOptions } from "./environment-conformance-options.ts";
import { withTrial } from "./environment-trial.ts";

/**
 * What every environment must do, as cases for any test runner: the definition says what it is; its
 * schemas tell tasks from garbage; episodes are reproducible, share nothing and leave nothing behind;
 * hostile actions are answered; grading is a function of the record, and tells the solution from
 * nothing and from cheats.
 *
 * Each case is independent of the others. They should run one after another, as `vitest` and
 * `node --test` do: the cases about what crashes or outlives an episode watch the whole process. A
 * tool that never gives the thread back can't be seen from within it.
 *
 * @throws UsageError when there is no task, two cases have one name, or a skip names no case.
 */
export function environmentConformance(
  definition: EnvironmentDefinition,
  options: EnvironmentConformanceOptions,
): readonly ConformanceCase[] {
  const { tasks, skip = [], extra = [] } = options;
  if (tasks.length === 0) {
    throw new UsageError(`The conformance of ${definition.name} needs at least one task.`);
  }
  const own: readonly EnvironmentCase[] = [
    ...definitionCases,
    ...episodeCases,
    ...lifeCases,
    ...hostileCases,
    ...gradingCases,
  ];
  const cases = [
    ...own.map(({ name, remedy, run }) => ({
      name,
      run: () => withRemedy(remedy, options, () => withTrial(definition, options, run)),
    })),
    ...extra,
  ];
  const names = new Set<string>();
  for (const { name } of cases) {
    if (names.has(name)) throw new UsageError(`Two conformance cases are called "${name}".`);
    names.add(name);
  }
  return skipCases(cases, skip, "environment");
}

/** Says behind what is wrong what to do about it, but for a case that was told to stop. */
async function withRemedy(
  remedy: string,
  { signal }: EnvironmentConformanceOptions,
  run: () => Promise<void>,
): Promise<void> {
  try {
    await run();
  } catch (error) {
    signal?.throwIfAborted();
    const message = errorMessage(error).replace(/\.$/u, "");
    throw new Error(`${message}. To mend it, ${remedy}.`, { cause: error });
  }
}
