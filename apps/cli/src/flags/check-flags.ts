import type { ValidateFlags } from "./validate-flags.ts";

/** The flags of `agent-gym check`, as the command line gave them. */
export interface CheckFlags extends ValidateFlags {
  readonly format: "text" | "markdown";
  /** How many tasks the conformance kit plays. */
  readonly sample: number;
  /** Rules that are known not to hold, each with the reason. */
  readonly skip?: Readonly<Record<string, string>>;
}
