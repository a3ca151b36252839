import { expect, test } from "vitest";

import { countTerms, searchTerms } from "../../src/words/search-terms.ts";

test("words are split at spaces and punctuation, Chinese into pairs", () => {
  expect(searchTerms("Running shoes, size 44")).toEqual(["running", "shoes", "size", "44"]);
  expect(searchTerms("敏感肌防晒 cream")).toEqual(["敏感", "感肌", "肌防", "防晒", "cream"]);
  expect(searchTerms("茶")).toEqual(["茶"]);
  expect(searchTerms(" ,. ")).toEqual([]);
});

test("terms are counted wherever they stand", () => {
  expect(countTerms("清爽防晒乳（敏感肌可用）", searchTerms("敏感肌 防晒霜"))).toBe(3);
  expect(countTerms("Gale 3 runner", ["gale", "drift"])).toBe(1);
});
