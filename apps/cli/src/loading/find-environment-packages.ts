import { readdir, readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";

/** The npm keyword by which packages say that they hold an environment. */
const environmentKeyword = "agent-gym-env";

/** An installed package that says that it holds an environment; nothing of it was loaded yet. */
export interface EnvironmentPackage {
  readonly name: string;
  /** Of the package; empty where it names none. */
  readonly version: string;
  /** Where it lies, links followed. */
  readonly folder: string;
}

/**
 * Packages with the keyword `agent-gym-env` that are seen from some folders: those in the
 * `node_modules` of each and of all folders above it. Of two with one name the first is taken, as
 * Node.js does; so a folder's own come before those of the folders behind it. What can't be read is
 * passed over. Sorted by name.
 */
export async function findEnvironmentPackages(
  folders: readonly string[],
): Promise<readonly EnvironmentPackage[]> {
  const found = new Map<string, EnvironmentPackage>();
  const looked = new Set<string>();
  for (const modules of folders.flatMap(modulesFolders)) {
    if (looked.has(modules)) continue;
    looked.add(modules);
    for (const candidate of await packagesIn(modules)) {
      if (!found.has(candidate.name)) found.set(candidate.name, candidate);
    }
  }
  return [...found.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

function modulesFolders(folder: string): readonly string[] {
  const parent = dirname(folder);
  const own = join(folder, "node_modules");
  return parent === folder ? [own] : [own, ...modulesFolders(parent)];
}

async function packagesIn(modules: string): Promise<readonly EnvironmentPackage[]> {
  const names = await namesIn(modules);
  const scoped = names
    .filter((name) => name.startsWith("@"))
    .map(async (scope) => (await namesIn(join(modules, scope))).map((name) => `${scope}/${name}`));
  const plain = names.filter((name) => !/^[@.]/.test(name));
  const all = [...plain, ...(await Promise.all(scoped)).flat()];
  const read = await Promise.all(all.map(async (name) => readPackage(modules, name)));
  return read.filter((one) => one !== undefined);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function readPackage(modules: string, name: string): Promise<EnvironmentPackage | undefined> {
  const folder = join(modules, name);
  try {
    const text = await readFile(join(folder, "package.json"), "utf8");
    const manifest = JSON.parse(text) as {
      readonly keywords?: unknown;
      readonly version?: unknown;
    };
    const { keywords, version } = manifest;
    if (!Array.isArray(keywords) || !keywords.includes(environmentKeyword)) return undefined;
    return {
      name,
      version: typeof version === "string" ? version : "",
      folder: await realpath(folder),
    };
  } catch {
    return undefined;
  }
}
