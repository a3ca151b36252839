import { type Capability, type Probe, type SandboxProvider, UsageError } from "@agent-gym/core";
import { autoSandbox, sandboxNames, sandboxProvider } from "@agent-gym/sandbox";
import { createSandboxFusionProvider } from "@agent-gym/sandbox/sandbox-fusion";

/** A sandbox that works here. */
export interface ChosenSandbox {
  readonly provider: SandboxProvider;
  readonly kind: string;
  readonly version: string;
  /** For people: what it is, and why those before it were passed over. */
  readonly line: string;
}

/**
 * The sandbox of that name; the SandboxFusion server at that URL; or with `auto` the first that works
 * and can do what is needed.
 *
 * @throws UsageError when there is none, with what each lacks and how to get it.
 */
export async function chooseSandbox(
  typed: string,
  {
    image,
    requires,
    skipUnmet,
    signal,
  }: {
    /** For Docker alone. */
    readonly image?: string | undefined;
    /** What the tasks need together. */
    readonly requires: readonly Capability[];
    /** A sandbox that can do a part of it is good enough. */
    readonly skipUnmet: boolean;
    readonly signal: AbortSignal;
  },
): Promise<ChosenSandbox> {
  if (image !== undefined && typed !== "docker") {
    throw new UsageError("--image is for --sandbox docker: no other sandbox is made of an image.");
  }
  if (/^https?:/i.test(typed)) {
    if (!URL.canParse(typed)) throw new UsageError(`${JSON.stringify(typed)} is no URL.`);
    const provider = createSandboxFusionProvider({ url: typed });
    return describe(provider, await provider.probe([], signal));
  }
  if (typed !== "auto") {
    const provider = await sandboxProvider(typed, image === undefined ? {} : { image });
    return describe(provider, await provider.probe([], signal));
  }
  const { provider, line } = await autoSandbox({ requires, signal }).catch((error: unknown) => {
    if (!skipUnmet || !UsageError.isInstance(error)) throw error;
    return autoSandbox({ signal });
  });
  return describe(provider, await provider.probe([], signal), line.replace(/^sandbox: /, ""));
}

/** Every sandbox there is, and whether it works here. */
export async function probeSandboxes(): Promise<readonly Probe[]> {
  return Promise.all(sandboxNames.map(async (name) => (await sandboxProvider(name)).probe()));
}

function describe(provider: SandboxProvider, probe: Probe, line?: string): ChosenSandbox {
  if (probe.ok) {
    const { kind, version } = probe;
    return { provider, kind, version, line: line ?? `${kind} (${version})` };
  }
  const fix = probe.fix === undefined ? "" : ` To use it, ${probe.fix}.`;
  throw new UsageError(`Sandbox ${probe.kind} does not work here: ${probe.reason}.${fix}`, {
    code: "no-sandbox",
  });
}
