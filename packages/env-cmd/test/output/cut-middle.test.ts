import * as fc from "fast-check";
import { expect, test } from "vitest";

import { cutMiddle } from "../../src/output/cut-middle.ts";

test("a short text is left alone", () => {
  expect(cutMiddle("short", 10)).toBe("short");
});

test("the middle goes, at line ends, and the note says how much", () => {
  const text = Array.from({ length: 100 }, (_, index) => `line ${index}\n`).join("");
  expect(text).toHaveLength(790);
  expect(cutMiddle(text, 40)).toBe(
    "line 0\nline 1\n[... 760 characters (96 lines) left out ...]\nline 98\nline 99\n",
  );
});

test("head, tail and the number in the note add up to the text", () => {
  const unit = fc.constantFrom("a", "\n", "中", "😀", " ");
  fc.assert(
    fc.property(
      fc.string({ unit, maxLength: 600 }),
      fc.integer({ min: 20, max: 300 }),
      (text, maximum) => {
        const cut = cutMiddle(text, maximum);
        if (text.length <= maximum) {
          expect(cut).toBe(text);
          return;
        }
        const note = /\n?\[\.\.\. (\d+) characters \(\d+ lines\) left out \.\.\.\]\n/.exec(cut);
        const head = cut.slice(0, note?.index);
        const tail = cut.slice((note?.index ?? 0) + (note?.[0].length ?? 0));
        expect(text.startsWith(head) && text.endsWith(tail)).toBe(true);
        expect(cut).not.toMatch(/\p{Cs}/u);
        expect(head.length + tail.length).toBeLessThanOrEqual(maximum);
      },
    ),
  );
});
