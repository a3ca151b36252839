import * as fc from "fast-check";
import { expect, test } from "vitest";

import { firstSaid, says } from "../../src/words/says.ts";

test.each([
  ["Your refund is 45.50.", "45.5"],
  ["Your refund is 45.00", "45"],
  ["The total is 1,450 dollars", "1450"],
  ["It costs １４元", "14元"],
  ["Order ORD_0003 is cancelled", "ord_0003"],
  ["I have\n  refunded  it", "refunded it"],
  ["已改签到14:35的车次", "14:35"],
  ["共11.5元", "11.5"],
  ["45, and no more", "45"],
])("%j says %j", (text, words) => {
  expect(says(text, words)).toBe(true);
});

test.each([
  ["The total is 145", "45"],
  ["The total is 45.5", "45"],
  ["The total is 3.45", "45"],
  ["The total is 45.55", "45.5"],
  ["ord_00031 is cancelled", "ord_0003"],
  ["I have not prefunded it", "funded"],
  ["It is 45b", "45"],
  ["anything", " "],
])("%j does not say %j", (text, words) => {
  expect(says(text, words)).toBe(false);
});

test("a later, whole occurrence counts though an earlier one is part of another word", () => {
  expect(says("145 and 45", "45")).toBe(true);
});

test("the first of some words is found", () => {
  expect(firstSaid("May 8 or so", ["8 May", "May 8", "so"])).toBe("May 8");
  expect(firstSaid("nothing", ["8 May"])).toBeUndefined();
});

test("words between spaces are always said", () => {
  const word = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(word), word, fc.array(word), (before, wanted, after) => {
      expect(says([...before, wanted, ...after].join(" "), wanted)).toBe(true);
    }),
  );
});
