import { syncBuiltinESMExports } from "node:module";
import process from "node:process";

import { runWithDeadline } from "@agent-gym/core";

/** A module called `process.exit` while it was loading; it was kept from it. */
export class ModuleExitError extends Error {
  constructor(code: number | string | null | undefined) {
    super(`it calls process.exit(${code ?? ""}) while it loads`);
    this.name = "ModuleExitError";
  }
}

/**
 * Imports a module, and stays in charge: it rejects when the module would end the process, does not
 * come to an end in time, or the signal fires.
 *
 * @param url of the file.
 * @throws ModuleExitError, DeadlineError, the signal's reason, or whatever the module throws.
 */
export async function importModule(
  url: string,
  { milliseconds, signal }: { readonly milliseconds: number; readonly signal?: AbortSignal },
): Promise<Readonly<Record<string, unknown>>> {
  const { promise: exited, reject } = Promise.withResolvers<never>();
  // oxlint-disable-next-line typescript/unbound-method -- it is put back as it was.
  const { exit } = process;
  process.exit = (code) => {
    const error = new ModuleExitError(code);
    reject(error);
    throw error;
  };
  // So that it holds for `import { exit } from "node:process"` as well.
  syncBuiltinESMExports();
  try {
    return await Promise.race([
      exited,
      runWithDeadline(
        "Loading",
        milliseconds,
        signal,
        async () => (await import(url)) as Readonly<Record<string, unknown>>,
      ),
    ]);
  } finally {
    process.exit = exit;
    syncBuiltinESMExports();
  }
}
