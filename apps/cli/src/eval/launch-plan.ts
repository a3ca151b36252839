import type { EvalFlags } from "../flags/eval-flags.ts";
import type { LaunchPlan } from "../report/launch-plan.ts";
import { changedSettings } from "./eval-arguments.ts";
import type { PreparedRun } from "./prepare-run.ts";

/** What reporters are told of a run before it begins. */
export function launchPlan(
  { definition, tasks, source, leftOut, agent, models, sandbox }: PreparedRun,
  flags: EvalFlags,
): LaunchPlan {
  return {
    environment: { name: definition.name, version: definition.version },
    tasks: { count: tasks.length, source },
    leftOut,
    attempts: flags.attempts,
    concurrency: flags.concurrency,
    agent: agent.name,
    ...(models.agent === undefined ? {} : { model: models.agent }),
    environmentModels: models.environment,
    ...(sandbox === undefined ? {} : { sandbox }),
    settings: changedSettings(flags),
  };
}
