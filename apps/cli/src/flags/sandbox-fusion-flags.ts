import type { SandboxFlags } from "./sandbox-flags.ts";

/** The flags of `agent-gym sandbox-fusion`, as the command line gave them. */
export interface SandboxFusionFlags extends SandboxFlags {
  /** 0 takes any port that is free. */
  readonly port: number;
  readonly host: string;
  readonly concurrency: number;
}
