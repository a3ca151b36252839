import {
  type ChatModel,
  type EnvironmentDefinition,
  type JsonObject,
  runWithDeadline,
  type SandboxProvider,
  type Task,
} from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";

import type { RuleResult } from "./check-report.ts";

const ruleMilliseconds = 300_000;

/**
 * Runs the conformance kit on an environment, one rule after another.
 *
 * @throws UsageError when a skip names no rule; the signal's reason.
 */
export async function checkConformance(
  definition: EnvironmentDefinition,
  {
    tasks,
    options,
    sandboxes,
    model,
    skip,
    signal,
    onRule,
  }: {
    readonly tasks: readonly Task[];
    readonly options: JsonObject;
    readonly sandboxes?: SandboxProvider;
    readonly model: (role: string) => ChatModel;
    /** Reasons by rule. */
    readonly skip: Readonly<Record<string, string>>;
    readonly signal: AbortSignal;
    readonly onRule: (result: RuleResult) => void;
  },
): Promise<readonly RuleResult[]> {
  const cases = environmentConformance(definition, {
    tasks: tasks.map(({ data }) => data),
    options,
    model,
    ...(sandboxes === undefined ? {} : { sandboxes }),
    skip: Object.entries(skip).map(([name, reason]) => ({ name, reason })),
  });
  const results: RuleResult[] = [];
  for (const { name, skipped, run } of cases) {
    const rule = skipped === undefined ? name : name.replace(` (not done: ${skipped})`, "");
    const problem = await runWithDeadline(`The rule "${rule}"`, ruleMilliseconds, signal, run).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    signal.throwIfAborted();
    const result: RuleResult = {
      rule,
      holds: problem === undefined,
      ...(skipped === undefined ? {} : { skipped }),
      ...(problem === undefined ? {} : { problem }),
    };
    results.push(result);
    onRule(result);
  }
  return results;
}
