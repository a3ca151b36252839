import * as fc from "fast-check";
import { expect, test } from "vitest";

import { readKey } from "../../src/endpoint/read-key.ts";
import { createSecretMask } from "../../src/endpoint/secret-mask.ts";

const key = 'sk-"9/abc+DEF==0123456789';
const mask = createSecretMask([key]);

test.each([
  ["as it is", key],
  ["in JSON", JSON.stringify(key)],
  ["in a URL", encodeURIComponent(key)],
  ["in base64", Buffer.from(key).toString("base64")],
  ["cut off", `${key.slice(0, 14)}…`],
])("a key is masked %s", (_, spelling) => {
  const masked = mask(`before ${spelling} after ${spelling}`);
  expect(masked).toMatch(/^before "?\[secret\].* after "?\[secret\]/);
  expect(masked).not.toContain(key.slice(0, 11));
});

test("no text that holds a key holds it afterwards", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string({ minLength: 6 }), (before, after, secret) => {
      fc.pre(!"[secret]".includes(secret));
      const masked = createSecretMask([secret])(`${before}${secret}${after}`);
      expect(masked.length).toBeLessThanOrEqual(before.length + after.length + 64);
      expect(`${before}${after}`.includes(secret) || !masked.includes(secret)).toBe(true);
    }),
  );
});

test("words that are no keys are left alone", () => {
  expect(createSecretMask(["EMPTY"])("EMPTY")).toBe("EMPTY");
  expect(mask("sk- and nothing more")).toBe("sk- and nothing more");
});

test("a key is taken without the white space around it, and refused with some inside", () => {
  expect(readKey(" abc\n")).toBe("abc");
  expect(readKey("  ")).toBeUndefined();
  expect(readKey(undefined)).toBeUndefined();
  expect(() => readKey("secret\nkey")).toThrow(/can't be sent/);
  expect(() => readKey("secret\nkey")).not.toThrow(/secret/);
  expect(() => readKey("schlüssel")).toThrow(/can't be sent/);
});
