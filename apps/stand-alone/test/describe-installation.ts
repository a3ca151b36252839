import type { InstalledPackage } from "./installed-packages.ts";

/** What came along with a package, in numbers. */
export interface Installation {
  /** The package that was asked for, without the scope. */
  readonly short: string;
  /** Packages of this repository, and of others. */
  readonly packages: readonly InstalledPackage[];
}

const scope = "@agent-gym/";
const mebibyte = 1024 * 1024;

/** Size of everything, in MiB. */
export function mebibytes({ packages }: Installation): number {
  return packages.reduce((sum, { bytes }) => sum + bytes, 0) / mebibyte;
}

/** Names of the packages that are not of this repository, sorted. */
export function strangers({ packages }: Installation): readonly string[] {
  const names = packages.map(({ name }) => name).filter((name) => !name.startsWith(scope));
  return [...new Set(names)].toSorted();
}

/** A table for people: one line per installation, in Markdown. */
export function installationTable(installations: readonly Installation[]): string {
  const rows = installations.map((installation) => {
    const { short, packages } = installation;
    const largest = packages
      .toSorted((a, b) => b.bytes - a.bytes)
      .slice(0, 3)
      .map(({ name, bytes }) => `${name} ${(bytes / mebibyte).toFixed(1)}`);
    const optional = packages.flatMap((one) => one.optional);
    return [
      short,
      String(packages.length),
      mebibytes(installation).toFixed(1),
      largest.join(", "),
      packages.filter(({ native }) => native.length > 0).length,
      packages.filter(({ installScripts }) => installScripts.length > 0).length,
      optional.join(", "),
    ].join(" | ");
  });
  const head = "package | packages | MiB | largest | native | install scripts | optional";
  return [head, head.replaceAll(/[^|]+/g, "---"), ...rows].map((row) => `| ${row} |`).join("\n");
}
