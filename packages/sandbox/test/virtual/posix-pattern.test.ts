import * as fc from "fast-check";
import { expect, test } from "vitest";

import { compilePattern } from "../../src/virtual/worker/shims/posix-pattern.ts";

test("a fixed pattern matches itself, and nothing is special in it", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      expect(compilePattern(text, { syntax: "fixed" }).exec(text)?.[0]).toBe(text);
    }),
  );
});

test.each([
  ["basic", "a+b", "a+b", true],
  ["basic", "a\\+b", "aab", true],
  ["basic", "\\(ab\\)\\1", "abab", true],
  ["basic", "a\\{2,3\\}", "caab", true],
  ["basic", "a{2}", "a{2}", true],
  ["basic", "*a", "*a", true],
  ["basic", "a^b$c", "a^b$c", true],
  ["basic", "cat\\|dog", "a dog", true],
  ["basic", "[]x]", "]", true],
  ["basic", "[^]x]", "x", false],
  ["basic", "[[:digit:]_-]", "-", true],
  ["basic", "[\\n]", "\n", true],
  ["basic", "\\<the\\>", "other", false],
  ["extended", "(a|b)+c", "abac", true],
  ["extended", "a{2}", "aa", true],
  ["extended", "a{,2}b", "b", true],
  ["extended", "^$", "", true],
  ["extended", "x{", "x{", true],
  ["extended", "\\.", "a", false],
  ["extended", "[[:upper:]][[:lower:]]", "Ab", true],
  ["extended", "é+", "éé", true],
  ["perl", "\\d{3}(?=x)", "123x", true],
  ["perl", "(?i)ABC", "abc", true],
  ["perl", "a\\Kb", "ab", true],
] as const)("%s: %s against %s", (syntax, pattern, text, matches) => {
  expect(compilePattern(pattern, { syntax }).test(text)).toBe(matches);
});

test.each(["a\\", "[a", "\\(a", "a**b\\"])("%s is no pattern", (pattern) => {
  expect(() => compilePattern(pattern, { syntax: "basic" })).toThrow(/./u);
});
