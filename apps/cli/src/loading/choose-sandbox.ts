import { type Capability, type Probe, type SandboxProvider, UsageError } from "@agent-gym/core";

/** A sandbox that works here, and why it was taken. */
export interface ChosenSandbox {
  readonly provider: SandboxProvider;
  readonly kind: string;
  readonly version: string;
  readonly reason: string;
}

export async function chooseSandbox(
  typed: string,
  { signal }: { readonly needs: readonly (readonly Capability[])[]; readonly signal: AbortSignal },
): Promise<ChosenSandbox> {
  const { createBubblewrapProvider } = await import("@agent-gym/sandbox/bubblewrap");
  const provider = createBubblewrapProvider();
  const probe = await provider.probe([], signal);
  if (!probe.ok) throw new UsageError(`${typed}: ${probe.reason}`);
  return { provider, kind: probe.kind, version: probe.version, reason: "auto" };
}

export async function probeSandboxes(): Promise<readonly Probe[]> {
  const { createBubblewrapProvider } = await import("@agent-gym/sandbox/bubblewrap");
  return [await createBubblewrapProvider().probe()];
}
