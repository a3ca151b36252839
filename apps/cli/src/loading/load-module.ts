import { existsSync, readFileSync, statSync } from "node:fs";
import { isAbsolute, join, resolve as resolvePath } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

import { UsageError } from "@agent-gym/core";
import { resolve as resolveModule } from "import-meta-resolve";

import { importModule } from "./import-module.ts";
import { whyNotLoaded } from "./why-not-loaded.ts";

const loadMilliseconds = 30_000;

/** From where, and for how long, a module is loaded. */
export interface LoadOptions {
  /** The folder from which it is seen. */
  readonly cwd: string;
  readonly signal?: AbortSignal;
  /** Most time that it may take, in milliseconds. Default 30,000. */
  readonly milliseconds?: number;
}

/** Whether what was typed means a module and can be no built-in name. */
export function looksLikeModule(typed: string): boolean {
  return /^(?:\.{1,2}$|\.{0,2}[\\/]|@|file:|[A-Za-z]:[\\/])|[\\/]|\.[cm]?[jt]s(?:#|$)/.test(typed);
}

/** A loaded module, and the export that was asked for by name, if one was. */
export interface LoadedModule {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly exportName?: string;
}

/**
 * Loads a module: a file, a package's folder, or a package by name, as seen from a folder and then from
 * this program. `./envs.ts#sql` asks for the export `sql`. TypeScript is run as it stands, but for
 * packages under `node_modules`, which Node.js wants in JavaScript.
 *
 * @returns `undefined` when there is no such file or package.
 * @throws UsageError when it is there and can't be loaded; the signal's reason.
 */
export async function loadModule(
  typed: string,
  { cwd, signal, milliseconds = loadMilliseconds }: LoadOptions,
): Promise<LoadedModule | undefined> {
  const hash = typed.indexOf("#");
  const specifier = hash === -1 ? typed : typed.slice(0, hash);
  const exportName = hash === -1 ? "" : typed.slice(hash + 1);
  const url = locate(specifier, cwd);
  if (url === undefined) return undefined;
  try {
    const exports = await importModule(url, {
      milliseconds,
      ...(signal === undefined ? {} : { signal }),
    });
    return exportName === "" ? { exports } : { exports, exportName };
  } catch (error) {
    signal?.throwIfAborted();
    throw new UsageError(`Can't load ${specifier}: ${why(error, url)}`, {
      code: "invalid-module",
      cause: error,
    });
  }
}

/** What was thrown may be made so that it can't be looked at. */
function why(error: unknown, url: string): string {
  try {
    return whyNotLoaded(error, url);
  } catch {
    return "it throws something that can't be read.";
  }
}

function locate(specifier: string, cwd: string): string | undefined {
  const path = specifier.startsWith("file:") ? pathOf(specifier) : specifier;
  const file = isAbsolute(path) ? path : resolvePath(cwd, path);
  if (looksLikeModule(specifier) && existsSync(file)) {
    const found = statSync(file);
    if (found.isDirectory()) return locateFolder(file, specifier);
    if (found.isFile()) return pathToFileURL(file).href;
    throw new UsageError(`${specifier} is no file: name a module.`, { code: "invalid-module" });
  }
  const here = pathToFileURL(resolvePath(cwd, "from-here.js")).href;
  return resolveFrom(specifier, here) ?? resolveFrom(specifier, import.meta.url);
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch (error) {
    throw new UsageError(`${url} is no address of a file on this machine.`, {
      code: "invalid-module",
      cause: error,
    });
  }
}

function resolveFrom(specifier: string, parent: string): string | undefined {
  try {
    const found = resolveModule(specifier, parent);
    return found.startsWith("file:") && existsSync(fileURLToPath(found)) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** What a package exports, told by its folder. */
function locateFolder(folder: string, typed: string): string {
  const manifest = join(folder, "package.json");
  if (!existsSync(manifest)) {
    throw new UsageError(`${typed} is a folder without a package.json: name a file of it.`, {
      code: "invalid-module",
    });
  }
  const { name, exports, main } = readManifest(manifest);
  // A package finds itself by its name, but only where it says what it exports.
  const found =
    name !== undefined && exports !== undefined
      ? resolveFrom(name, pathToFileURL(manifest).href)
      : mainFile(folder, main ?? "index.js");
  if (found !== undefined) return found;
  throw new UsageError(
    `What the package.json of ${typed} exports is not there: build the package first.`,
    { code: "invalid-module" },
  );
}

function mainFile(folder: string, main: string): string | undefined {
  const file = join(folder, main);
  return existsSync(file) ? pathToFileURL(file).href : undefined;
}

function readManifest(file: string): {
  readonly name?: string;
  readonly main?: string;
  readonly exports?: unknown;
} {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { readonly name?: string };
  } catch (error) {
    throw new UsageError(`Can't read ${file}: ${(error as Error).message.split("\n")[0]}.`, {
      code: "invalid-module",
      cause: error,
    });
  }
}
