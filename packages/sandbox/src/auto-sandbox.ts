import type { Capability, SandboxProvider } from "@agent-gym/core";
import { UsageError } from "@agent-gym/core";

import { sandboxNames, sandboxProvider } from "./sandbox-provider.ts";

/** What to choose from, and what it must be able to do. */
export interface AutoSandboxOptions {
  /** What to try, in order: names of backends, or backends. All of ours when absent. */
  readonly candidates?: readonly (string | SandboxProvider)[];
  /** What the tasks need. Default: nothing in particular. */
  readonly requires?: readonly Capability[];
  /** Ends the choosing, which then rejects with its reason. */
  readonly signal?: AbortSignal;
}

/** The backend that was taken. */
export interface ChosenSandbox {
  /** Ready to make sandboxes. */
  readonly provider: SandboxProvider;
  /** One line for people: which was taken, and why those before it were not. */
  readonly line: string;
}

/**
 * The first backend that works on this machine and can do what is needed.
 *
 * @throws UsageError when none does, with what each lacks and how to get it.
 */
export async function autoSandbox(options: AutoSandboxOptions = {}): Promise<ChosenSandbox> {
  const passed: string[] = [];
  for (const candidate of options.candidates ?? sandboxNames) {
    const provider = typeof candidate === "string" ? await sandboxProvider(candidate) : candidate;
    const probe = await provider.probe(options.requires, options.signal);
    options.signal?.throwIfAborted();
    if (probe.ok) {
      const why = passed.length === 0 ? "" : `; passed over ${passed.join("; ")}`;
      return { provider, line: `sandbox: ${probe.kind} (${probe.version})${why}` };
    }
    const fix = probe.fix === undefined ? "" : `; to use it, ${probe.fix}`;
    passed.push(`${probe.kind}: ${probe.reason}${fix}`);
  }
  throw new UsageError(`No sandbox works here: ${passed.join("; ")}.`, { code: "no-sandbox" });
}
