import * as fc from "fast-check";
import { expect, test } from "vitest";

import { harmlessLine, harmlessText } from "../../src/terminal/harmless-text.ts";

test("what moves the cursor, colours, reorders or hides is shown as a sign", () => {
  expect(harmlessText("a\u001b[2Jb")).toBe("a␛[2Jb");
  expect(harmlessText("\u009b31mred")).toBe("<U+009B>31mred");
  expect(harmlessText("bell\u0007 \u007f")).toBe("bell␇ ␡");
  expect(harmlessText("evil\u202etxt.exe")).toBe("evil<U+202E>txt.exe");
  expect(harmlessText("pass\rfail")).toBe("pass␍fail");
});

test("line breaks and tabs stay, those of Windows as one", () => {
  expect(harmlessText("a\r\nb\tc\n")).toBe("a\nb\tc\n");
  expect(harmlessLine(" a \r\n\n b\tc ")).toBe("a b c");
});

test("text of any script stays as it is", () => {
  const text = "naïve 数据 مرحبا 👩‍🔬".replace("\u200d", "");
  expect(harmlessText(text)).toBe(text);
});

test("no control character is left of any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(harmlessText(text).replaceAll(/[\n\t]/g, "")).not.toMatch(/[\p{Cc}\p{Bidi_C}]/u);
      expect(harmlessLine(text)).not.toMatch(/[\n\t]/);
    }),
  );
});
