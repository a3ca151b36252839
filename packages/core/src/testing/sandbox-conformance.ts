import type { Sandbox, SandboxProvider } from "../sandbox/sandbox.ts";
import { check, same } from "./check.ts";
import { type ConformanceCase, type ConformanceSkip, skipCases } from "./conformance-case.ts";
import type { SandboxCase, SandboxTrial } from "./sandbox-conformance-case.ts";
import { commandCases } from "./sandbox-conformance-commands.ts";
import { escapeCases } from "./sandbox-conformance-escapes.ts";
import { exhaustionCases } from "./sandbox-conformance-exhaustion.ts";
import { fileCases } from "./sandbox-conformance-files.ts";
import { lifeCases } from "./sandbox-conformance-life.ts";

/** What the suite must know of a backend. */
export interface SandboxConformanceOptions {
  /**
   * What this backend does not do, and why. Such a case runs all the same, and fails when it holds
   * after all.
   */
  readonly skip?: readonly ConformanceSkip[];
  /**
   * For attack 18: starts another process that makes a sandbox of this backend and runs the command
   * in it, kills that process with SIGKILL, and resolves with what is left of it: processes, mounts,
   * directories, one line each. Without it the attack is not among the cases.
   */
  readonly crashHarness?: (command: string) => Promise<readonly string[]>;
}

/**
 * What every sandbox backend must do: the contract, and twenty attacks that it must survive. The
 * cases are independent and may run at the same time; none needs the network. The slowest take some
 * 20 seconds.
 *
 * @throws UsageError when a skip names no case.
 */
export function sandboxConformance(
  provider: SandboxProvider,
  options: SandboxConformanceOptions = {},
): readonly ConformanceCase[] {
  const { skip = [], crashHarness } = options;
  const cases: readonly SandboxCase[] = [
    ...lifeCases,
    ...commandCases,
    ...fileCases,
    ...exhaustionCases,
    ...escapeCases,
    ...(crashHarness === undefined ? [] : [crashCase(crashHarness)]),
  ].toSorted((a, b) => attackNumber(a.name) - attackNumber(b.name));
  return skipCases(
    cases.map((one) => ({ name: one.name, run: async () => await runCase(one, provider) })),
    skip,
    "sandbox",
  );
}

async function runCase(one: SandboxCase, provider: SandboxProvider): Promise<void> {
  const probe = await provider.probe();
  check(probe.ok, `the backend does not work here: ${probe.ok ? "" : probe.reason}`);
  const made: Sandbox[] = [];
  const trial: SandboxTrial = {
    provider,
    capabilities: probe.capabilities,
    sandbox: async (spec = {}) => {
      const sandbox = await provider.create(spec);
      made.push(sandbox);
      return sandbox;
    },
  };
  try {
    await one.run(trial);
  } finally {
    await Promise.all(made.map(async (sandbox) => await sandbox[Symbol.asyncDispose]()));
  }
}

function crashCase(
  crashHarness: NonNullable<SandboxConformanceOptions["crashHarness"]>,
): SandboxCase {
  return {
    name: "attack 18: leftovers of a harness that was killed",
    run: async () => {
      const left = await crashHarness("echo x > f; sleep 1000 & sleep 1000");
      same([...left], [], "what is left");
    },
  };
}

/** The contract's cases come first, as they are written; then the attacks by number. */
function attackNumber(name: string): number {
  return Number(/^attack (\d+)/u.exec(name)?.[1] ?? 0);
}
