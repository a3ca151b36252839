import { expect, test } from "vitest";

import { sameText } from "../../src/verify/compare-text.ts";

test.each([
  ["exact", "a\n", "a\n", true],
  ["exact", "a", "a\n", false],
  ["text", "a\r\nb\n\n", "a\nb", true],
  ["text", " a", "a", false],
  ["text", "a\n\nb", "a\nb", false],
  ["lines", "  a \n\n b\r\n", "a\nb", true],
  ["lines", "b\na", "a\nb", false],
  ["unordered-lines", "b\na\n", "a\nb", true],
  ["unordered-lines", "a\nb\nb", "a\nb", false],
] as const)("%s: %j against %j", (comparison, found, expected, same) => {
  expect(sameText(found, expected, comparison)).toBe(same);
});
