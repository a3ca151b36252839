import { execFileSync } from "node:child_process";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { shellWords } from "../../src/terminal/shell-words.ts";

test("plain words need no quotes", () => {
  expect(shellWords(["show", "latest", "a/b", "it's", "", "$HOME"])).toBe(
    String.raw`show latest a/b 'it'\''s' '' '$HOME'`,
  );
});

test("what would act on a terminal is spelled out", () => {
  expect(shellWords(["t\u001b[31mX", "a\u202eb'c"])).toBe(
    String.raw`$'t\x1b[31mX' $'a\xe2\x80\xaeb\'c'`,
  );
});

test.skipIf(process.platform === "win32")("a shell reads back what was written", () => {
  const word = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const script = `printf '%s\\0' ${shellWords(words)}`;
      const read = execFileSync("bash", ["-c", script], { encoding: "utf8" });
      expect(read.split("\0").slice(0, -1)).toEqual(words);
    }),
    { numRuns: 30 },
  );
});
