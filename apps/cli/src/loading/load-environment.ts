import { type EnvironmentDefinition, UsageError } from "@agent-gym/core";

import { findEnvironmentPackages } from "./find-environment-packages.ts";
import { loadModule, type LoadOptions, looksLikeModule } from "./load-module.ts";
import { didYouMean } from "./near-names.ts";
import { pickDefinition } from "./pick-definition.ts";

/** The environments that this program brings, each with its package. */
export const builtInEnvironments: Readonly<Record<string, string>> = {
  cmd: "@agent-gym/env-cmd",
  python: "@agent-gym/env-python",
  nlp: "@agent-gym/env-nlp",
};

const builtIn: Readonly<Record<string, () => Promise<EnvironmentDefinition>>> = {
  cmd: async () => (await import("@agent-gym/env-cmd")).cmdEnvironment,
  python: async () => (await import("@agent-gym/env-python")).pythonEnvironment,
  nlp: async () => (await import("@agent-gym/env-nlp")).nlpEnvironment,
};

/**
 * The environment of that name: a built-in one, or what a module exports.
 *
 * @throws UsageError that says what there is, when there is no such environment; the signal's reason.
 */
export async function loadEnvironment(
  typed: string,
  options: LoadOptions,
): Promise<EnvironmentDefinition> {
  const load = Object.hasOwn(builtIn, typed) ? builtIn[typed] : undefined;
  if (load !== undefined) return load();
  const { cwd } = options;
  const module = await loadModule(typed, options);
  if (module !== undefined) return pickDefinition(module, "environment", typed);
  const installed = await findEnvironmentPackages([cwd, import.meta.dirname]);
  const others = installed
    .map(({ name }) => name)
    .filter((name) => !Object.values(builtInEnvironments).includes(name));
  const names = Object.keys(builtIn);
  const here = others.length === 0 ? "" : ` Installed here: ${others.join(", ")}.`;
  throw new UsageError(
    looksLikeModule(typed)
      ? `There is no module ${typed} that could hold an environment, seen from ${cwd}.`
      : `There is no environment "${typed}".${didYouMean(typed, [...names, ...others])} Built in: ${names.join(", ")}; any other is named by its file or package.${here}`,
    { code: "unknown-environment" },
  );
}
