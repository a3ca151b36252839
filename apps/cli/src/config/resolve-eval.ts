import { resolve } from "node:path";

import { UsageError } from "@agent-gym/core";

import type { CommandContext } from "../command-context.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { listRuns } from "../show/find-run.ts";
import { readConfig } from "./read-config.ts";

/** What the command line of `eval` gave, before its configuration is read. */
export interface TypedEval {
  readonly environment: string | undefined;
  /** With the defaults of those that were not given. */
  readonly flags: Omit<EvalFlags, "resume"> & {
    /** The run's id; `true` where none was named. */
    readonly resume?: boolean | string;
    readonly config?: string;
    readonly printConfig?: boolean;
  };
  /** Names of those that were given. */
  readonly given: ReadonlySet<string>;
}

/** What is to be run, and how. */
export interface ResolvedEval {
  readonly environment: string;
  readonly flags: EvalFlags;
}

/**
 * What the command line and its configuration ask for together: flags that were given win over the
 * file, the file wins over the defaults.
 *
 * @throws UsageError when the file can't be used, or nobody names the environment.
 */
export async function resolveEval(
  typed: TypedEval,
  { cwd }: Pick<CommandContext, "cwd">,
): Promise<ResolvedEval> {
  const { config, printConfig: _printConfig, resume, ...flags } = typed.flags;
  const file = config === undefined ? undefined : await readConfig(config, { cwd });
  const own = Object.fromEntries(Object.entries(flags).filter(([name]) => typed.given.has(name)));
  const environment = typed.environment ?? file?.environment;
  if (environment === undefined) {
    throw new UsageError(
      "Name the environment: cmd, python, nlp, or a module; or a configuration that does, with --config FILE.",
      { code: "missing-environment" },
    );
  }
  const merged = { ...flags, ...file?.flags, ...own };
  return { environment, flags: { ...merged, ...(await resumption(resume, merged, cwd)) } };
}

/** The run that is gone on with: by its name, else that of `--run-id`, else the latest. */
async function resumption(
  resume: boolean | string | undefined,
  { runId, logDir }: Pick<EvalFlags, "runId" | "logDir">,
  cwd: string,
): Promise<Pick<EvalFlags, "resume" | "runId">> {
  if (resume === undefined || resume === false) return {};
  if (typeof resume === "string" && resume !== "latest") {
    if (runId !== undefined && runId !== resume) {
      throw new UsageError(
        `--resume ${resume} and --run-id ${runId} name two runs: leave one of them out.`,
      );
    }
    return { resume: true, runId: resume };
  }
  const named = runId ?? (await listRuns(resolve(cwd, logDir)))[0];
  return { resume: true, ...(named === undefined ? {} : { runId: named }) };
}

/** What is to be run as a configuration: all settings that hold, and no key. */
export function configText({ environment, flags }: ResolvedEval): string {
  const {
    agentKey: _agentKey,
    envLlmKey: _envLlmKey,
    resume: _resume,
    retryErrors: _retryErrors,
    dryRun: _dryRun,
    ...settings
  } = flags;
  return JSON.stringify({ environment, ...settings }, null, 2);
}
