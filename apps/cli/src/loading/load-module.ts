import { existsSync } from "node:fs";
import { isAbsolute, resolve as resolvePath } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { UsageError } from "@agent-gym/core";
import { resolve as resolveModule } from "import-meta-resolve";

/** Whether what was typed means a module and can be no built-in name. */
export function looksLikeModule(typed: string): boolean {
  return /^(?:\.{0,2}[\\/]|@|file:|[A-Za-z]:[\\/])|[\\/]|\.[cm]?[jt]s(?:#|$)/.test(typed);
}

/** A loaded module, and the export that was asked for by name, if one was. */
export interface LoadedModule {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly exportName?: string;
}

/**
 * Loads a module by path or package name, as seen from a folder. `./envs.ts#sql` asks for the export
 * `sql`.
 *
 * @returns `undefined` when there is no such file or package.
 * @throws UsageError when it is there and can't be loaded.
 */
export async function loadModule(
  typed: string,
  { cwd }: { readonly cwd: string },
): Promise<LoadedModule | undefined> {
  const hash = typed.indexOf("#");
  const specifier = hash === -1 ? typed : typed.slice(0, hash);
  const exportName = hash === -1 ? "" : typed.slice(hash + 1);
  const url = locate(specifier, cwd);
  if (url === undefined) return undefined;
  try {
    const exports = (await import(url)) as Readonly<Record<string, unknown>>;
    return exportName === "" ? { exports } : { exports, exportName };
  } catch (error) {
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(`Can't load ${specifier}: ${problem.split("\n")[0]}`, {
      code: "invalid-module",
      cause: error,
    });
  }
}

function locate(specifier: string, cwd: string): string | undefined {
  const path = specifier.startsWith("file:") ? fileURLToPath(specifier) : specifier;
  const file = isAbsolute(path) ? path : resolvePath(cwd, path);
  if (looksLikeModule(specifier) && existsSync(file)) return pathToFileURL(file).href;
  try {
    const found = resolveModule(specifier, pathToFileURL(resolvePath(cwd, "from-here.js")).href);
    return found.startsWith("file:") && existsSync(fileURLToPath(found)) ? found : undefined;
  } catch {
    return undefined;
  }
}
