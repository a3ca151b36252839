import type { JsonObject } from "@agent-gym/core";

import type { EnvModelFlags } from "./env-model-flags.ts";

/** The flags of `agent-gym eval`, as the command line gave them. */
export interface EvalFlags extends EnvModelFlags {
  readonly dataFile?: string;
  readonly taskId?: string;
  readonly split?: string;
  readonly limit?: number;
  /** Options of the environment. */
  readonly set?: JsonObject;
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
  readonly sandbox: string;
  readonly skipUnmet?: boolean;
  readonly logDir: string;
  readonly runId?: string;
  readonly resume?: boolean;
  readonly retryErrors?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}
