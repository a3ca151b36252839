import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, posix } from "node:path";
import { gunzipSync } from "node:zlib";

import { unpackTar } from "modern-tar";
import { beforeAll, describe, expect, inject, test } from "vitest";

import { type PublishedPackage, publishedPackages, root } from "./published-packages.ts";

type Files = ReadonlyMap<string, Buffer>;
const unpacked = new Map<string, Files>();

beforeAll(async () => {
  for (const file of await readdir(inject("tarballs"))) {
    const entries = await unpackTar(gunzipSync(await readFile(join(inject("tarballs"), file))));
    const files = entries.flatMap(({ header, data }): [string, Buffer][] =>
      data === undefined ? [] : [[header.name.replace(/^package\//, ""), Buffer.from(data)]],
    );
    const { name } = JSON.parse(String(new Map(files).get("package.json"))) as { name: string };
    unpacked.set(name, new Map(files));
  }
});

function filesOf({ name }: PublishedPackage): Files {
  const files = unpacked.get(name);
  if (files === undefined) throw new Error(`${name} was not packed.`);
  return files;
}

/** All strings in an object of objects. */
function leaves(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [];
}

test("just the packages that are not private are packed", () => {
  expect([...unpacked.keys()].toSorted()).toEqual(publishedPackages.map(({ name }) => name));
});

describe.each(publishedPackages)("the tarball of $name", (published) => {
  test("has the papers", async () => {
    const files = filesOf(published);
    const license = await readFile(join(root, "LICENSE"), "utf8");
    expect(files.get("LICENSE")?.toString()).toBe(license);
    expect(String(files.get("README.md"))).toContain(`# ${published.name}`);
    // The first release writes it.
    const changes = existsSync(join(published.folder, "CHANGELOG.md"));
    expect(files.has("CHANGELOG.md")).toBe(changes);
  });

  test("has nothing but what it is made of", () => {
    const expected =
      /^(?:(?:LICENSE|README\.md|CHANGELOG\.md|package\.json)$|dist\/.+\.(?:js|js\.map|d\.ts|d\.ts\.map)$|src\/.+\.(?:ts|json)$|docker\/|templates\/)/;
    const files = [...filesOf(published).keys()];
    expect(files.filter((file) => !expected.test(file))).toEqual([]);
    const tests =
      /(?:^|\/)(?:tests?|fixtures|__tests__|coverage)\/|\.test\.|\.spec\.|\.env|\.tsbuildinfo/;
    // The template of a new package has tests of its own.
    expect(files.filter((file) => tests.test(file) && !file.startsWith("templates/"))).toEqual([]);
  });

  test("names no folder of the machine that packed it", () => {
    const telling = [...filesOf(published)].filter(([, bytes]) => bytes.includes(root));
    expect(telling.map(([file]) => file)).toEqual([]);
  });

  test("maps its code to sources that come with it", () => {
    const files = filesOf(published);
    const maps = [...files].filter(([file]) => file.endsWith(".map"));
    expect(maps.length).toBeGreaterThan(0);
    const astray = maps.flatMap(([file, bytes]) => {
      const map = JSON.parse(bytes.toString()) as {
        readonly sources: readonly string[];
        readonly sourcesContent?: readonly (string | null)[];
      };
      return map.sources
        .filter((source, at) => {
          const target = posix.join(posix.dirname(file), source);
          return !files.has(target) && (map.sourcesContent?.[at] ?? null) === null;
        })
        .map((source) => `${file}: ${source}`);
    });
    expect(astray).toEqual([]);
  });

  test("has every file that its package.json points at, and depends on published versions", () => {
    const files = filesOf(published);
    const manifest = JSON.parse(String(files.get("package.json"))) as Readonly<
      Record<string, unknown>
    >;
    const targets = [manifest["exports"], manifest["bin"]].flatMap(leaves);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !files.has(target.replace(/^\.\//, "")))).toEqual([]);
    const ranges = ["dependencies", "peerDependencies", "optionalDependencies"].flatMap((field) =>
      Object.values((manifest[field] ?? {}) as Readonly<Record<string, string>>),
    );
    expect(ranges.filter((range) => !/^[\^~]?\d/.test(range))).toEqual([]);
  });
});
