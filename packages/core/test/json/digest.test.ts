import * as fc from "fast-check";
import { expect, test } from "vitest";

import { canonicalJson, digestBytes, digestJson, type Json } from "../../src/index.ts";

test("the digest of a text is its SHA-256, as published", async () => {
  // FIPS 180-2, appendix B.1.
  expect(await digestBytes("abc")).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("values that differ only in the order of their keys have one digest", async () => {
  expect(await digestJson({ a: 1, b: { c: [1, 2], d: null } })).toBe(
    await digestJson({ b: { d: null, c: [1, 2] }, a: 1 }),
  );
});

test("canonical JSON says the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value as Json);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(JSON.parse(text) as Json)).toBe(text);
    }),
  );
});
