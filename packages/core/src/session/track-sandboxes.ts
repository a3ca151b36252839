import type { Sandbox, SandboxProvider } from "../sandbox/sandbox.ts";
import { wrapSandbox } from "../sandbox/wrap-sandbox.ts";

/** A provider that knows which of its sandboxes are still there. */
export interface TrackedSandboxes {
  readonly provider: SandboxProvider;
  /** Disposes of those that nobody did; resolves to their ids. Never rejects. */
  readonly sweep: () => Promise<readonly string[]>;
}

/** Wraps a provider for one episode. */
export function trackSandboxes(inner: SandboxProvider): TrackedSandboxes {
  const open = new Set<Sandbox>();
  const pending = new Set<Promise<unknown>>();
  return {
    provider: {
      kind: inner.kind,
      probe: inner.probe,
      create: async (spec, signal) => {
        const created = inner.create(spec, signal);
        pending.add(created);
        try {
          const sandbox = await created;
          open.add(sandbox);
          return wrapSandbox(sandbox, async () => {
            await sandbox[Symbol.asyncDispose]();
            open.delete(sandbox);
          });
        } finally {
          pending.delete(created);
        }
      },
    },
    sweep: async () => {
      // One that is still being made would otherwise appear after the sweep.
      await Promise.allSettled(pending);
      const leaked = [...open];
      open.clear();
      await Promise.allSettled(leaked.map((sandbox) => sandbox[Symbol.asyncDispose]()));
      return leaked.map(({ id }) => id);
    },
  };
}
