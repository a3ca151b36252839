import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** What a package says of itself, as far as the tests read it. */
interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
}

/** A package of this repository that is published. */
export interface PublishedPackage {
  /** Its folder's name, and its own without the scope: `env-cmd`. */
  readonly short: string;
  readonly name: string;
  readonly folder: string;
  /** What can be imported of it: `@agent-gym/core`, `@agent-gym/core/testing`. */
  readonly imports: readonly string[];
}

/** The repository. */
export const root: string = fileURLToPath(new URL("../../../", import.meta.url));

/** All that is published, sorted by name. */
export const publishedPackages: readonly PublishedPackage[] = globSync(
  "{packages,apps}/*/package.json",
  { cwd: root },
)
  .map((file) => {
    const folder = join(root, dirname(file));
    const manifest = JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest;
    const imports = Object.keys(manifest.exports ?? {})
      .filter((subpath) => !subpath.endsWith(".json"))
      .map((subpath) => `${manifest.name}${subpath.slice(1)}`);
    return { ...manifest, short: basename(folder), folder, imports };
  })
  .filter((manifest) => manifest.private !== true)
  .map(({ short, name, folder, imports }) => ({ short, name, folder, imports }))
  .toSorted((a, b) => a.name.localeCompare(b.name));
