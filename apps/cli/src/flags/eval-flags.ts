import type { AgentFlags } from "./agent-flags.ts";
import type { EnvModelFlags } from "./env-model-flags.ts";
import type { ModelCallFlags } from "./model-call-flags.ts";
import type { OutputFlags } from "./output-flags.ts";
import type { RunFlags } from "./run-flags.ts";
import type { TaskFlags } from "./task-flags.ts";

/** The flags of `agent-gym eval`, as the command line gave them. */
export interface EvalFlags
  extends TaskFlags, AgentFlags, EnvModelFlags, ModelCallFlags, RunFlags, OutputFlags {
  /** The success rate below which the command fails, from 0 to 1. */
  readonly failUnder?: number;
  /** The coverage below which the command fails, from 0 to 1. */
  readonly minCoverage?: number;
  /** The manifest of the dataset that the agent's model was trained on. */
  readonly trainedOn?: string;
  /** Print what would be done, and do nothing of it. */
  readonly dryRun?: boolean;
}
