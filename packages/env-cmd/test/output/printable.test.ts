import * as fc from "fast-check";
import { expect, test } from "vitest";

import { printable } from "../../src/output/printable.ts";

test("escape sequences are dropped and other controls become pictures", () => {
  expect(printable("\u001B[31mred\u001B[0m \u001B]0;title\u0007end")).toBe("red end");
  expect(printable("a\0b\u0007c\u007Fd\u0085e")).toBe("a\u2400b\u2407c\u2421d\uFFFDe");
});

test("tabs and line ends stay; a lone carriage return shows", () => {
  expect(printable("a\tb\r\nc\n")).toBe("a\tb\r\nc\n");
  expect(printable("10%\r20%")).toBe("10%\u240D20%");
});

test("hostile sequences are read in linear time", () => {
  for (const [start, repeated] of [
    ["", "\u001B]a;"],
    ["\u001B[", "1;"],
    ["\u001B]", "a"],
    ["", "\u001B"],
    ["", "\u009B;"],
    ["\u001BP", "\u001B#"],
  ] as const) {
    // A quadratic reading would take minutes.
    expect(printable(start + repeated.repeat(500_000))).not.toContain("\u001B");
  }
});

test("no control character but tabs and line ends is ever left", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(printable(text).replaceAll(/\r\n|[\t\n]/g, "")).not.toMatch(/\p{Cc}/u);
    }),
  );
});
