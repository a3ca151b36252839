import {
  UsageError,
  type Capability,
  type Needs,
  type Probe,
  type SandboxProvider,
  type Task,
} from "@agent-gym/core";

/** What tasks need of a sandbox, against what there is. */
export interface UnmetNeeds {
  /** Tasks that can't be run here, each with what is missing. */
  readonly unmet: ReadonlyMap<Task, string>;
  /** What the provider says of itself; `undefined` when no task uses a sandbox. */
  readonly bare: (Probe & { readonly ok: true }) | undefined;
}

/**
 * Asks a provider for what tasks need, once for each distinct need.
 *
 * @throws UsageError when a sandbox is needed and there is none, or it does not work here at all.
 */
export async function findUnmet(
  needs: ReadonlyMap<Task, Needs>,
  {
    environment,
    sandboxes,
    signal,
  }: {
    readonly environment: string;
    readonly sandboxes: SandboxProvider | undefined;
    readonly signal: AbortSignal | undefined;
  },
): Promise<UnmetNeeds> {
  const unmet = new Map<Task, string>();
  const using = [...needs].flatMap(([task, { sandbox: capabilities }]) =>
    capabilities === undefined ? [] : [{ task, capabilities }],
  );
  if (using.length === 0) return { unmet, bare: undefined };
  if (sandboxes === undefined) {
    throw new UsageError(`Environment ${environment} needs a sandbox, and none was given.`, {
      code: "missing-sandbox",
    });
  }
  const bare = await sandboxes.probe([], signal);
  if (!bare.ok) {
    const fix = bare.fix === undefined ? "" : ` ${bare.fix}`;
    throw new UsageError(`Sandbox ${bare.kind} does not work here: ${bare.reason}.${fix}`, {
      code: "sandbox-unavailable",
    });
  }
  const probes = new Map<string, Probe>();
  for (const { task, capabilities } of using) {
    const wanted = capabilities.toSorted();
    const key = wanted.join("\n");
    const probe = probes.get(key) ?? (await sandboxes.probe(wanted, signal));
    probes.set(key, probe);
    const reason = whyUnmet(probe, wanted);
    if (reason !== undefined) unmet.set(task, reason);
  }
  return { unmet, bare };
}

function whyUnmet(probe: Probe, wanted: readonly Capability[]): string | undefined {
  if (!probe.ok) return probe.reason;
  const lacking = wanted.filter((capability) => !probe.capabilities.includes(capability));
  return lacking.length === 0 ? undefined : `sandbox ${probe.kind} lacks ${lacking.join(", ")}`;
}
