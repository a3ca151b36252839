import type { JsonObject } from "@agent-gym/core";

import type { EnvModelFlags } from "./env-model-flags.ts";
import type { SandboxFlags } from "./sandbox-flags.ts";
import type { TaskFlags } from "./task-flags.ts";

/** The flags of `agent-gym eval`, as the command line gave them. */
export interface EvalFlags extends TaskFlags, EnvModelFlags, SandboxFlags {
  readonly agent?: string;
  readonly agentUrl?: string;
  readonly agentKey?: string;
  readonly model?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly body?: JsonObject;
  readonly stream?: boolean;
  readonly language?: string;
  readonly attempts: number;
  readonly concurrency: number;
  readonly maxTurns: number;
  readonly maxEpisodeTokens?: number;
  /** In seconds. */
  readonly episodeTimeout?: number;
  readonly seed?: number;
  readonly skipUnmet?: boolean;
  readonly logDir: string;
  readonly runId?: string;
  readonly resume?: boolean;
  readonly retryErrors?: boolean;
  /** The success rate below which the command fails, from 0 to 1. */
  readonly failUnder?: number;
  /** The coverage below which the command fails, from 0 to 1. */
  readonly minCoverage?: number;
  readonly quiet?: boolean;
  readonly json?: boolean;
}
