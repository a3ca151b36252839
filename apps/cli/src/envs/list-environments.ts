import { realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { type EnvironmentDefinition, UsageError } from "@agent-gym/core";
import { resolve as resolveModule } from "import-meta-resolve";

import { findEnvironmentPackages } from "../loading/find-environment-packages.ts";
import { builtInEnvironments, loadEnvironment } from "../loading/load-environment.ts";
import { describeError } from "../report-error.ts";
import {
  type EnvironmentFacts,
  environmentFacts,
  type EnvironmentOrigin,
} from "./environment-facts.ts";

/** An installed environment that can't be used. */
export interface UnusableEnvironment {
  readonly from: EnvironmentOrigin;
  /** Why, in one line. */
  readonly problem: string;
}

/** The environments that are built in, and those that are installed. */
export async function listEnvironments(
  cwd: string,
): Promise<readonly (EnvironmentFacts | UnusableEnvironment)[]> {
  const installed = await findEnvironmentPackages([cwd, import.meta.dirname]);
  const builtIn = Object.entries(builtInEnvironments).map(([typed, name]): EnvironmentOrigin => {
    const folder = builtInFolder(name);
    const found = installed.find((one) => one.folder === folder);
    return {
      typed,
      kind: "built-in",
      ...(found === undefined ? {} : { package: found }),
    };
  });
  const own = new Set(builtIn.map((origin) => origin.package?.folder));
  const packages = installed
    .filter(({ folder }) => !own.has(folder))
    .map((found): EnvironmentOrigin => ({ typed: found.name, kind: "package", package: found }));
  // One after another: what one prints or breaks while it loads is not another's.
  const all: (EnvironmentFacts | UnusableEnvironment)[] = [];
  for (const origin of [...builtIn, ...packages]) all.push(await describe(origin, cwd));
  return all;
}

/**
 * What one environment is and takes.
 *
 * @throws UsageError as {@link loadEnvironment}, or when its own code breaks.
 */
export async function describeEnvironment(typed: string, cwd: string): Promise<EnvironmentFacts> {
  const definition = await loadEnvironment(typed, { cwd });
  const all = await findEnvironmentPackages([cwd, import.meta.dirname]);
  const builtIn = Object.hasOwn(builtInEnvironments, typed)
    ? builtInEnvironments[typed]
    : undefined;
  const bare = typed.replace(/#.*$/, "");
  const found = all.find(({ name }) => name === (builtIn ?? bare));
  const kind = builtIn !== undefined ? "built-in" : found !== undefined ? "package" : "file";
  return factsOf(definition, {
    typed,
    kind,
    ...(found === undefined ? {} : { package: found }),
  });
}

async function describe(
  from: EnvironmentOrigin,
  cwd: string,
): Promise<EnvironmentFacts | UnusableEnvironment> {
  try {
    return await factsOf(await loadEnvironment(from.typed, { cwd }), from);
  } catch (error) {
    return { from, problem: describeError(error).message };
  }
}

async function factsOf(
  definition: EnvironmentDefinition,
  from: EnvironmentOrigin,
): Promise<EnvironmentFacts> {
  try {
    return await environmentFacts(definition, from);
  } catch (error) {
    const problem = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new UsageError(
      `The environment ${definition.name} can't tell what it takes: ${problem}`,
      {
        code: "invalid-environment",
        cause: error,
      },
    );
  }
}

/** Where this program's own copy of a package lies; `undefined` where it can't be found. */
function builtInFolder(name: string): string | undefined {
  try {
    const manifest = fileURLToPath(resolveModule(`${name}/package.json`, import.meta.url));
    return realpathSync(manifest.replace(/[\\/]package\.json$/, ""));
  } catch {
    return undefined;
  }
}
