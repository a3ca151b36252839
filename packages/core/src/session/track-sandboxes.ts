import type { Sandbox, SandboxProvider } from "../sandbox/sandbox.ts";

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
          return tracked(sandbox, open);
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

function tracked(sandbox: Sandbox, open: Set<Sandbox>): Sandbox {
  return {
    ...sandbox,
    id: sandbox.id,
    kind: sandbox.kind,
    workdir: sandbox.workdir,
    capabilities: sandbox.capabilities,
    exec: (command, options) => sandbox.exec(command, options),
    files: sandbox.files,
    stop: () => sandbox.stop(),
    collect: (options) => sandbox.collect(options),
    ...(sandbox.spawn === undefined
      ? {}
      : {
          spawn: (argv, signal) => (sandbox.spawn as NonNullable<Sandbox["spawn"]>)(argv, signal),
        }),
    ...(sandbox.interpreter === undefined
      ? {}
      : {
          interpreter: (language, options) =>
            (sandbox.interpreter as NonNullable<Sandbox["interpreter"]>)(language, options),
        }),
    [Symbol.asyncDispose]: async () => {
      await sandbox[Symbol.asyncDispose]();
      open.delete(sandbox);
    },
  };
}
