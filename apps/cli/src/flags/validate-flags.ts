import type { EnvModelFlags } from "./env-model-flags.ts";
import type { SandboxFlags } from "./sandbox-flags.ts";
import type { TaskFlags } from "./task-flags.ts";

/** The flags of `agent-gym validate`, as the command line gave them. */
export interface ValidateFlags extends TaskFlags, EnvModelFlags, SandboxFlags {
  readonly concurrency: number;
  readonly maxTurns: number;
  /** In seconds. */
  readonly episodeTimeout: number;
  readonly seed?: number;
  readonly skipUnmet?: boolean;
  readonly quiet?: boolean;
  readonly json?: boolean;
}
