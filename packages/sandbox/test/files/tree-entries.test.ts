import * as fc from "fast-check";
import { expect, test } from "vitest";

import { treeEntries } from "../../src/files/tree-entries.ts";

const file = { data: "" };

test("a directory comes before what it holds", () => {
  const entries = treeEntries({ "a/b": file, a: { directory: true }, "./c//d": file });
  expect(entries.map(([path]) => path)).toEqual(["a", "a/b", "c/d"]);
});

test("paths that lead out, clash or name nothing are refused", () => {
  for (const files of [
    { "/a": file },
    { "../a": file },
    { "a/../b": file },
    { ".": file },
    { "": file },
    { "a\0": file },
    { a: file, "./a": file },
    { a: file, "a/b": file },
    { a: { link: "b" }, "a/b": file },
  ]) {
    expect(() => treeEntries(files), JSON.stringify(files)).toThrow(/file tree/u);
  }
});

test("no path leads out, whatever it is", () => {
  const part = fc.constantFrom("..", ".", "", "a", "b", "/");
  fc.assert(
    fc.property(
      fc.array(part).map((parts) => parts.join("/")),
      (path) => {
        let entries: ReturnType<typeof treeEntries>;
        try {
          entries = treeEntries({ [path]: file });
        } catch {
          return;
        }
        for (const [name] of entries) {
          expect(name.split("/")).not.toContain("..");
          expect(name).not.toMatch(/^\/|\/\/|\/$|^$/u);
        }
      },
    ),
  );
});
