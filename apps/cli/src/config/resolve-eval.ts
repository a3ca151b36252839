import { UsageError } from "@agent-gym/core";

import type { CommandContext } from "../command-context.ts";
import type { EvalFlags } from "../flags/eval-flags.ts";
import { readConfig } from "./read-config.ts";

/** What the command line of `eval` gave, before its configuration is read. */
export interface TypedEval {
  readonly environment: string | undefined;
  /** With the defaults of those that were not given. */
  readonly flags: EvalFlags & { readonly config?: string; readonly printConfig?: boolean };
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
  const { config, printConfig: _printConfig, ...flags } = typed.flags;
  const file = config === undefined ? undefined : await readConfig(config, { cwd });
  const own = Object.fromEntries(Object.entries(flags).filter(([name]) => typed.given.has(name)));
  const environment = typed.environment ?? file?.environment;
  if (environment === undefined) {
    throw new UsageError(
      "Name the environment: cmd, python, nlp, or a module; or a configuration that does, with --config FILE.",
      { code: "missing-environment" },
    );
  }
  return { environment, flags: { ...flags, ...file?.flags, ...own } };
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
