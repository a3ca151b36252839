import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the repository, as an absolute path. */
export const repository: string = fileURLToPath(new URL("../../../", import.meta.url));

/** One thing that a program can import from a package. */
interface EntryPoint {
  /** As a program imports it, such as `@agent-gym/core/testing`. */
  readonly name: string;
  /** Its source, relative to the package's folder, such as `src/testing/index.ts`. */
  readonly source: string;
}

/** A package of `packages/` that is published. */
export interface PublishedPackage {
  /** As it is called in the registry, such as `@agent-gym/core`. */
  readonly name: string;
  /** What its `package.json` says of it. */
  readonly description: string;
  /** Relative to the repository, such as `packages/core`. */
  readonly folder: string;
  /** What it exports, in the order of its `package.json`; at least one. */
  readonly entryPoints: readonly EntryPoint[];
}

/** Reads which packages are published and what each exports, from the manifests in `packages`. */
export function publishedPackages(): PublishedPackage[] {
  return globSync("packages/*", { cwd: repository })
    .toSorted()
    .flatMap((folder) => {
      const manifest = JSON.parse(
        readFileSync(join(repository, folder, "package.json"), "utf8"),
      ) as {
        name: string;
        description: string;
        private?: boolean;
        exports?: Readonly<Record<string, unknown>>;
      };
      if (manifest.private === true) return [];
      const entryPoints = Object.entries(manifest.exports ?? {})
        // Others are no sources, such as those of a package that is tried out here.
        .flatMap(([path, source]) =>
          typeof source === "string" && source.endsWith(".ts")
            ? [{ name: manifest.name + path.slice(1), source: source.replace(/^\.\//, "") }]
            : [],
        );
      return [{ name: manifest.name, description: manifest.description, folder, entryPoints }];
    });
}
