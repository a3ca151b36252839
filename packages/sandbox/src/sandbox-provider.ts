import type { SandboxProvider } from "@agent-gym/core";
import { UsageError } from "@agent-gym/core";

// In the order in which `auto` tries them: the truest first. Each is loaded when it is asked for.
const backends: Readonly<Record<string, () => Promise<SandboxProvider>>> = {
  bubblewrap: async () => (await import("./bubblewrap/index.ts")).createBubblewrapProvider(),
  virtual: async () => (await import("./virtual/index.ts")).createVirtualProvider(),
};

/** The backends by name, in the order in which `autoSandbox` tries them. */
export const sandboxNames: readonly string[] = Object.keys(backends);

/**
 * The backend of that name, with its default options. Nothing is started or probed.
 *
 * @throws UsageError for an unknown name, which says which there are. `auto` is none: see
 *   `autoSandbox`.
 */
export async function sandboxProvider(name: string): Promise<SandboxProvider> {
  const load = Object.hasOwn(backends, name) ? backends[name] : undefined;
  if (load === undefined) {
    throw new UsageError(
      `There is no sandbox ${JSON.stringify(name)}; there are ${["auto", ...sandboxNames].join(", ")}.`,
      { code: "unknown-sandbox" },
    );
  }
  return await load();
}
