import type { Probe, SandboxProvider } from "@agent-gym/core";
import { createBubblewrapProvider } from "@agent-gym/sandbox/bubblewrap";
import { createPyodideProvider } from "@agent-gym/sandbox/pyodide";
import { afterAll, describe } from "vitest";

/** A backend, and whether it works on this machine. */
export interface Backend {
  readonly provider: SandboxProvider;
  readonly probe: Probe;
}

async function probed(provider: SandboxProvider): Promise<Backend> {
  return { provider, probe: await provider.probe(["stateful-python"]) };
}

/** Every backend that env-python is tested on. */
export const backends: readonly Backend[] = await Promise.all([
  probed(createBubblewrapProvider()),
  probed(createPyodideProvider({ spareProcesses: 1 })),
]);

/** The same tests for every backend; those of one that does not work here are skipped, with the reason. */
export function describeOnBackends(name: string, tests: (backend: Backend) => void): void {
  for (const backend of backends) {
    const { probe, provider } = backend;
    const reason = probe.ok ? "" : ` (skipped: ${probe.reason})`;
    describe.skipIf(!probe.ok)(`${name} on ${provider.kind}${reason}`, () => {
      afterAll(async () => await provider.dispose?.());
      tests(backend);
    });
  }
}
