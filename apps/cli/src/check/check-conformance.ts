import {
  type ChatModel,
  type EnvironmentDefinition,
  type JsonObject,
  runWithDeadline,
  type SandboxProvider,
  type Task,
  UsageError,
} from "@agent-gym/core";
import { environmentConformance } from "@agent-gym/core/testing";

import { didYouMean } from "../loading/near-names.ts";
import type { RuleResult } from "./check-report.ts";

const ruleMilliseconds = 300_000;
const stopMilliseconds = 15_000;

/**
 * Runs the conformance kit on an environment, one rule after another.
 *
 * @throws UsageError when a skip names no rule; the signal's reason, once everything is closed.
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
  const data = tasks.map((task) => task.data);
  const names = environmentConformance(definition, { tasks: data }).map(({ name }) => name);
  for (const rule of Object.keys(skip)) {
    if (!names.includes(rule)) throw unknownRule(rule, names);
  }
  const cases = environmentConformance(definition, {
    tasks: data,
    options,
    model,
    ...(sandboxes === undefined ? {} : { sandboxes }),
    signal,
    skip: Object.entries(skip).map(([name, reason]) => ({ name, reason })),
  });
  const results: RuleResult[] = [];
  for (const { name, skipped, run } of cases) {
    const rule = skipped === undefined ? name : name.replace(` (not done: ${skipped})`, "");
    const running = run();
    const problem = await runWithDeadline(
      `The rule "${rule}"`,
      ruleMilliseconds,
      signal,
      () => running,
    ).then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );
    if (signal.aborted) {
      // What the rule has opened is closed before anything under it goes away.
      const stopped = running.catch(() => {});
      await runWithDeadline("Stopping", stopMilliseconds, undefined, () => stopped).catch(() => {});
      throw signal.reason;
    }
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

function unknownRule(rule: string, names: readonly string[]): UsageError {
  return new UsageError(
    `There is no rule ${JSON.stringify(rule)} to skip.${didYouMean(rule, names)} A rule is named as check prints it, as in --skip "${names.at(-1)}=why it does not hold".`,
    { code: "unknown-rule" },
  );
}
