import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** A package that an installation brought. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Of all its files together. */
  readonly bytes: number;
  /** Its files that are machine code, or that tell how to compile some. */
  readonly native: readonly string[];
  /** Its scripts that npm runs when it is installed. */
  readonly installScripts: readonly string[];
  /** Packages that npm tries to install for it, and does without if that fails. */
  readonly optional: readonly string[];
}

type Strings = Readonly<Record<string, string>>;

/** All packages under a `node_modules`, nested ones too. */
export function installedPackages(modules: string): readonly InstalledPackage[] {
  return readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) =>
      name.startsWith("@")
        ? readdirSync(join(modules, name)).map((inner) => join(modules, name, inner))
        : [join(modules, name)],
    )
    .flatMap((folder) => {
      const files = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
      const own = files.filter((file) => !file.startsWith("node_modules"));
      const text = readFileSync(join(folder, "package.json"), "utf8");
      const { name, version, scripts, optionalDependencies } = JSON.parse(text) as {
        readonly name: string;
        readonly version: string;
        readonly scripts?: Strings;
        readonly optionalDependencies?: Strings;
      };
      const nested =
        own.length === files.length ? [] : installedPackages(join(folder, "node_modules"));
      const installed: InstalledPackage = {
        name,
        version,
        bytes: own.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0),
        native: own.filter((file) =>
          /\.(?:node|so|dll|dylib|exe)$|(?:^|\/)binding\.gyp$/.test(file),
        ),
        installScripts: ["preinstall", "install", "postinstall"].filter(
          (script) => scripts?.[script] !== undefined,
        ),
        optional: Object.keys(optionalDependencies ?? {}),
      };
      return [installed, ...nested];
    });
}
