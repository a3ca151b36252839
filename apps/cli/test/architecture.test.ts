import { readFileSync, globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const scope = "@agent-gym/";

/** The arrows that ARCHITECTURE.md shows, by package. */
const shown = Object.fromEntries(
  [...readFileSync(join(root, "ARCHITECTURE.md"), "utf8").matchAll(/^([a-z-]+) +→(.*)$/gm)].map(
    ([, name = "", arrows = ""]) => [name, arrows.split(" ").filter((word) => word !== "")],
  ),
);

const packages = globSync("{packages,apps}/*/package.json", { cwd: root }).map((file) => {
  const folder = join(root, dirname(file));
  const manifest = JSON.parse(readFileSync(join(root, file), "utf8")) as Record<
    "dependencies" | "peerDependencies" | "optionalDependencies",
    Readonly<Record<string, string>> | undefined
  >;
  const declared = Object.keys({
    ...manifest.dependencies,
    ...manifest.peerDependencies,
    ...manifest.optionalDependencies,
  });
  // However it is imported: the name of another package stands in quotes, and nowhere but there.
  const literals = globSync("src/**/*.ts", { cwd: folder }).flatMap((source) =>
    [
      ...code(join(folder, source)).matchAll(
        /(?<!name: )["'`]((?:@agent-gym\/|\.{1,2}\/)[^"'`\s]*)["'`]/g,
      ),
    ].map(([, literal = ""]) => ({ literal, from: dirname(join(folder, source)) })),
  );
  const imported = literals.flatMap(
    ({ literal }) => /^@agent-gym\/([a-z-]+)/.exec(literal)?.slice(1) ?? [],
  );
  const strays = literals
    .filter(({ literal }) => /^\..*\.[cm]?[jt]s$/.test(literal))
    .filter(({ literal, from }) => !join(from, literal).startsWith(join(folder, "/")))
    .map(({ literal }) => literal);
  return {
    name: basename(folder),
    declared: declared
      .filter((name) => name.startsWith(scope))
      .map((name) => name.slice(scope.length)),
    imported: [...new Set(imported)].filter((name) => name !== basename(folder)),
    strays,
  };
});

/** A source without its comments. */
function code(file: string): string {
  return readFileSync(file, "utf8").replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, "");
}

test("every package has its arrows in ARCHITECTURE.md", () => {
  expect(Object.keys(shown).toSorted()).toEqual(packages.map(({ name }) => name).toSorted());
});

test.for(packages)("$name depends on just what ARCHITECTURE.md shows", ({ name, declared }) => {
  expect(declared.toSorted()).toEqual(shown[name]?.toSorted());
});

test.for(packages)("$name imports nothing against the arrows", ({ name, imported }) => {
  expect(imported.filter((other) => shown[name]?.includes(other) !== true)).toEqual([]);
});

test.for(packages)("$name reaches into no other package's files", ({ strays }) => {
  expect(strays).toEqual([]);
});

test("no arrow leads back", () => {
  const order = Object.keys(shown);
  for (const [name, arrows] of Object.entries(shown)) {
    for (const other of arrows) expect(order.indexOf(other)).toBeLessThan(order.indexOf(name));
  }
});
