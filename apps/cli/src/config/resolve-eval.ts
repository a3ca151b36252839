import { resolve } from "node:path";

import { UsageError } from "@agent-gym/core";

import type { CommandContext } from "../command-context.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { builtInEnvironments } from "../loading/load-environment.ts";
import { findRun, listRuns } from "../show/find-run.ts";
import { nearPath, readConfig } from "./read-config.ts";
import { recordedEval } from "./recorded-eval.ts";

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
 * file, the file wins over the defaults. A run that is gone on with needs no environment: all that
 * nobody names is then taken from its record.
 *
 * @throws UsageError when the file can't be used, or nobody names the environment.
 */
export async function resolveEval(
  typed: TypedEval,
  { cwd, env }: Pick<CommandContext, "cwd" | "env">,
): Promise<ResolvedEval> {
  const { config, printConfig: _printConfig, resume, ...flags } = typed.flags;
  const file = config === undefined ? undefined : await readConfig(config, { cwd });
  const own = Object.fromEntries(Object.entries(flags).filter(([name]) => typed.given.has(name)));
  const merged = { ...flags, ...file?.flags, ...own };
  const environment = typed.environment ?? file?.environment;
  if (environment !== undefined) {
    return { environment, flags: { ...merged, ...(await resumption(resume, merged, cwd)) } };
  }
  if (resume !== undefined && resume !== false) {
    const meant = await environmentMeant(resume, merged, cwd);
    if (meant !== undefined) {
      const going = await resumption(true, merged, cwd);
      return { environment: meant, flags: { ...merged, ...going } };
    }
    const { runId } = await resumption(resume, merged, cwd);
    const folder = await findRun(runId ?? "latest", { logDir: merged.logDir, cwd });
    const recorded = await recordedEval(folder, { cwd, env });
    const { logDir, runId: id } = recorded.flags;
    return {
      environment: recorded.environment,
      flags: {
        ...flags,
        ...recorded.flags,
        ...file?.flags,
        ...own,
        ...(logDir === undefined ? {} : { logDir: nearPath(logDir, cwd) }),
        ...(id === undefined ? {} : { runId: id }),
        resume: true,
      },
    };
  }
  throw new UsageError(
    "Name the environment: cmd, python, nlp, or a module; or a configuration that does, with --config FILE.",
    { code: "missing-environment" },
  );
}

/** `eval --resume cmd`: the word after it is no run, but an environment. */
async function environmentMeant(
  resume: boolean | string,
  { logDir }: Pick<EvalFlags, "logDir">,
  cwd: string,
): Promise<string | undefined> {
  if (typeof resume !== "string") return undefined;
  const isOne = Object.hasOwn(builtInEnvironments, resume) || /^@|\.[cm]?[jt]s(?:#|$)/.test(resume);
  if (!isOne) return undefined;
  const run = await findRun(resume, { logDir, cwd }).catch(() => undefined);
  return run === undefined ? resume : undefined;
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
