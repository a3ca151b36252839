import type { SandboxProvider } from "@agent-gym/core";
import { UsageError } from "@agent-gym/core";

/** What a backend is told when it is made by name. */
export interface SandboxProviderOptions {
  /** What `docker` makes its sandboxes of, if not the package's own image. Others have no image. */
  readonly image?: string;
}

// In the order in which `auto` tries them: the truest first. Each is loaded when it is asked for.
const backends: Readonly<
  Record<string, (options: SandboxProviderOptions) => Promise<SandboxProvider>>
> = {
  bubblewrap: async () => (await import("./bubblewrap/index.ts")).createBubblewrapProvider(),
  docker: async ({ image }) =>
    (await import("./docker/index.ts")).createDockerProvider(image === undefined ? {} : { image }),
  virtual: async () => (await import("./virtual/index.ts")).createVirtualProvider(),
  pyodide: async () => (await import("./pyodide/index.ts")).createPyodideProvider(),
};

/** The backends by name, in the order in which `autoSandbox` tries them. */
export const sandboxNames: readonly string[] = Object.keys(backends);

/**
 * The backend of that name, with its default options but for those given. Nothing is started or probed.
 *
 * @throws UsageError for an unknown name, which says which there are. `auto` is none: see
 *   `autoSandbox`.
 */
export async function sandboxProvider(
  name: string,
  options: SandboxProviderOptions = {},
): Promise<SandboxProvider> {
  const load = Object.hasOwn(backends, name) ? backends[name] : undefined;
  if (load === undefined) {
    throw new UsageError(
      `There is no sandbox ${JSON.stringify(name)}; there are ${["auto", ...sandboxNames].join(", ")}.`,
      { code: "unknown-sandbox" },
    );
  }
  return await load(options);
}
