import type { ValidationReport } from "@agent-gym/runner";

import type { LeftOut } from "../models/seat-tasks.ts";

/** How one rule of the conformance kit went. */
export interface RuleResult {
  readonly rule: string;
  readonly holds: boolean;
  /** Why it need not hold; a rule that is skipped `holds` when it fails as it was said. */
  readonly skipped?: string;
  /** What was expected, what came, and what to do; there when it does not hold. */
  readonly problem?: string;
}

/** All that `agent-gym check` found out; `check --json` prints it as it stands. */
export interface CheckReport {
  /** Whether every rule holds and every task is proved that can be. */
  readonly ok: boolean;
  readonly environment: {
    readonly name: string;
    readonly version: string;
    readonly description: string;
  };
  /** With what it was checked. */
  readonly agentGym: string;
  readonly node: string;
  /** `null` when no task uses one. */
  readonly sandbox: { readonly kind: string; readonly version: string } | null;
  readonly conformance: readonly RuleResult[];
  /** The ids of the tasks that the conformance kit played. */
  readonly sample: readonly string[];
  /** The tasks that it could not play here, each with the reason. */
  readonly leftOut: readonly LeftOut[];
  readonly validation: ValidationReport;
}
