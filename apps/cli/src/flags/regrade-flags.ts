import type { EnvModelFlags } from "./env-model-flags.ts";
import type { SandboxFlags } from "./sandbox-flags.ts";

/** The flags of `agent-gym regrade`, as the command line gave them. */
export interface RegradeFlags extends EnvModelFlags, SandboxFlags {
  /** Default: the one that the run was started with. */
  readonly environment?: string;
  readonly write?: boolean;
  readonly concurrency: number;
  readonly logDir: string;
  readonly json?: boolean;
}
