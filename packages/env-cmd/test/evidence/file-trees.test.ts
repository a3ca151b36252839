import { expect, test } from "vitest";

import { dropOutwardLinks } from "../../src/evidence/drop-outward-links.ts";
import { entryAt, overlay, sameEntry } from "../../src/evidence/file-trees.ts";
import { matchesAny } from "../../src/evidence/path-patterns.ts";

test("what stands in the way of an overlay is dropped", () => {
  const link = { link: "/elsewhere" };
  const file = { data: "x" };
  expect(overlay({ logs: link }, { "logs/a.txt": file })).toEqual({ "logs/a.txt": file });
  expect(overlay({ "a/b/c": file, "a/d": file }, { "a/b": file })).toEqual({
    "a/b": file,
    "a/d": file,
  });
  expect(overlay({ "a/b": file }, { a: { directory: true, mode: 0o700 } })).toEqual({
    "a/b": file,
    a: { directory: true, mode: 0o700 },
  });
});

test("entries are the same when kind, content and mode are", () => {
  expect(sameEntry({ data: "é" }, { data: new TextEncoder().encode("é"), mode: 0o644 })).toBe(true);
  expect(sameEntry({ data: "a" }, { data: "b" })).toBe(false);
  expect(sameEntry({ data: "a" }, { data: "a", mode: 0o755 })).toBe(false);
  expect(sameEntry({ link: "a" }, { link: "b" })).toBe(false);
  expect(sameEntry({ data: "a" }, { link: "a" })).toBe(false);
  expect(sameEntry({ directory: true }, { data: "" })).toBe(false);
});

test("a directory is there when something is in it", () => {
  expect(entryAt({ "a/b": { data: "" } }, "a")).toEqual({ directory: true });
  expect(entryAt({ "a/b": { data: "" } }, "constructor")).toBeUndefined();
});

test("a path means everything below it, a glob what it matches", () => {
  expect(matchesAny("logs/app.log", ["logs"])).toBe(true);
  expect(matchesAny("logs2/app.log", ["logs"])).toBe(false);
  expect(matchesAny("a/b/.env", ["**/.e*"])).toBe(true);
  expect(matchesAny("A.txt", ["a.txt", "*.TXT"])).toBe(false);
});

test.each([
  ["inner", "a/b.txt", "../c.txt", true],
  ["same directory", "a", "b", true],
  ["absolute", "a", "/dev/zero", false],
  ["too high", "a/b", "../../x", false],
  ["down, then up through another link", "e", "d/../dev/zero", false],
])("a link %s is kept only if it stays inside", (_, path, link, kept) => {
  expect(Object.keys(dropOutwardLinks({ [path]: { link } }))).toEqual(kept ? [path] : []);
});
