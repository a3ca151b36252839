import { expect, test } from "vitest";

import { chineseNumbers } from "../../src/words/chinese-numbers.ts";

test.each([
  ["人均一百二十元", ["120"]],
  ["两千零五十块，十二个人", ["2050", "12"]],
  ["三万五千", ["35000"]],
  ["二〇二六年五月", ["2026", "5"]],
  ["no number", []],
])("%s", (text, numbers) => {
  expect(chineseNumbers(text)).toEqual(numbers);
});
