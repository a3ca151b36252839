import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { packageVersion } from "./package-version.ts";

const packages = ["core", "model", "agents", "sandbox", "runner"] as const;

/** The versions of this program and of the packages that decide what an episode does. */
export function packageVersions(): Readonly<Record<string, string>> {
  const { resolve } = createRequire(import.meta.url);
  const versions = packages.map((name) => {
    const text = readFileSync(resolve(`@agent-gym/${name}/package.json`), "utf8");
    return [name, (JSON.parse(text) as { readonly version: string }).version] as const;
  });
  return { cli: packageVersion(), ...Object.fromEntries(versions) };
}
