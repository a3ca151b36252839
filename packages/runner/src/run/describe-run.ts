import { platform, release } from "node:os";

import type { RunFolderOptions } from "../record/open-run-folder.ts";
import type { CheckedPlan } from "./check-plan.ts";
import type { RunOptions } from "./run-options.ts";

/** What the record says of a run: what it is, and how it was started this time. */
export function describeRun(options: RunOptions, plan: CheckedPlan): RunFolderOptions {
  const { definition, agent, attempts = 1, seed = 0, runId } = options;
  const { maxSandboxes, maxSeconds, budget } = options;
  const { name, version, reward } = definition;
  return {
    logDir: options.logDir,
    ...(runId === undefined ? {} : { runId }),
    resume: options.resume ?? false,
    tasks: plan.tasks,
    skipped: plan.skipped,
    identity: {
      environment: { name, version, options: plan.options, reward },
      agent: {
        name: agent.name,
        settings: agent.settings,
        ...(agent.script === undefined ? {} : { script: agent.script }),
      },
      model: options.modelIdentity ?? {},
      sandbox: plan.sandbox,
      limits: plan.limits,
      attempts,
      seed,
    },
    launch: {
      at: new Date().toISOString(),
      concurrency: options.concurrency ?? 4,
      retries: options.retries ?? 1,
      ...(maxSandboxes === undefined ? {} : { maxSandboxes }),
      ...(maxSeconds === undefined ? {} : { maxSeconds }),
      ...(budget === undefined ? {} : { maxCost: budget.maxCost }),
      timeouts: options.timeouts ?? {},
      node: process.version,
      platform: `${platform()} ${release()} ${process.arch}`,
      circumstances: options.circumstances ?? {},
    },
  };
}
