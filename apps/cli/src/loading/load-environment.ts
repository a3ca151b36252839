import { type EnvironmentDefinition, UsageError } from "@agent-gym/core";

import { loadModule, looksLikeModule } from "./load-module.ts";
import { didYouMean } from "./near-names.ts";
import { pickDefinition } from "./pick-definition.ts";

const builtIn: Readonly<Record<string, () => Promise<EnvironmentDefinition>>> = {
  cmd: async () => (await import("@agent-gym/env-cmd")).cmdEnvironment,
  python: async () => (await import("@agent-gym/env-python")).pythonEnvironment,
  nlp: async () => (await import("@agent-gym/env-nlp")).nlpEnvironment,
};

/**
 * The environment of that name: a built-in one, or what a module exports.
 *
 * @throws UsageError that says what there is, when there is no such environment.
 */
export async function loadEnvironment(
  typed: string,
  { cwd }: { readonly cwd: string },
): Promise<EnvironmentDefinition> {
  const load = Object.hasOwn(builtIn, typed) ? builtIn[typed] : undefined;
  if (load !== undefined) return load();
  const module = await loadModule(typed, { cwd });
  if (module !== undefined) return pickDefinition(module, "environment", typed);
  const names = Object.keys(builtIn);
  throw new UsageError(
    looksLikeModule(typed)
      ? `There is no module ${typed} that could hold an environment, seen from ${cwd}.`
      : `There is no environment "${typed}".${didYouMean(typed, names)} Built in: ${names.join(", ")}; any other is named by its file or package.`,
    { code: "unknown-environment" },
  );
}
