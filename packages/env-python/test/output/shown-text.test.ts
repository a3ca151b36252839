import * as fc from "fast-check";
import { expect, test } from "vitest";

import { shownText } from "../../src/output/shown-text.ts";

test("colours, control characters and addresses don't reach the agent", () => {
  const text = "\u001b[31mred\u001b[0m \u0000 <A at 0x7f3c5a1b2c3d>\n";
  expect(shownText(text, { maximum: 100 })).toBe("red ␀ <A at 0x…>");
});

test("long text keeps its beginning and its end", () => {
  const shown = shownText(`${"a".repeat(500)}${"b".repeat(500)}`, { maximum: 100 });
  expect(shown).toBe(`${"a".repeat(50)}\n[... 900 characters left out ...]\n${"b".repeat(50)}`);
});

test("no cut leaves half of a character", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme", maxLength: 400 }),
      fc.integer({ min: 2, max: 80 }),
      (text, maximum) => {
        expect(() => encodeURIComponent(shownText(text, { maximum }))).not.toThrow();
      },
    ),
  );
});
