import { UsageError } from "@agent-gym/core";

import { builtInEnvironments } from "../loading/load-environment.ts";

/** What a new environment is called, and where. */
export interface PackageNames {
  /** As npm knows it: `@acme/env-sql`, `agent-gym-env-demo`. */
  readonly packageName: string;
  /** As the definition and the record know it: `sql`, `demo`. */
  readonly environmentName: string;
  /** Of the folder, without its place: `env-sql`, `demo`. */
  readonly folderName: string;
}

const longestName = 64;
const word = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/**
 * The names that follow from the one that was typed: a word, or a package's name with its scope.
 *
 * @throws UsageError for one that can't be the name of a package or of an environment.
 */
export function packageNames(typed: string): PackageNames {
  const [, scope, name = ""] = /^(?:(@[a-z0-9][a-z0-9._-]*)\/)?([^/]*)$/.exec(typed) ?? [];
  const environmentName = name.replace(/^(?:agent-gym-)?(?:env-)?/, "");
  if (!word.test(environmentName) || typed.length > longestName) {
    throw new UsageError(
      `${JSON.stringify(typed)} can't name an environment: use lower-case words joined by hyphens, as in sql-tables or @acme/env-sql, at most ${longestName} characters.`,
      { code: "invalid-name" },
    );
  }
  if (Object.hasOwn(builtInEnvironments, environmentName)) {
    throw new UsageError(
      `An environment called ${environmentName} is built in: choose another name.`,
      { code: "invalid-name" },
    );
  }
  // What lies in no scope should say what it is.
  const packageName = scope === undefined ? `agent-gym-env-${environmentName}` : `${scope}/${name}`;
  return { packageName, environmentName, folderName: name };
}
