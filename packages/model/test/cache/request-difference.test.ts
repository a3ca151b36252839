import { expect, test } from "vitest";

import { requestDifference } from "../../src/cache/request-difference.ts";

test.each([
  [{ a: 1 }, { a: 1 }, ""],
  [{ a: 1 }, { a: 2 }, "a was 1, is 2"],
  [{ a: { b: [1, 2] } }, { a: { b: [1, 3] } }, "a.b[1] was 2, is 3"],
  [{ a: [1] }, { a: [1, { c: 2 }] }, 'a[1] was nothing, is {"c":2}'],
  [{ a: 1, b: 1 }, { a: 2 }, "a was 1, is 2 (and 1 more places)"],
  [1, 2, "it was 1, is 2"],
])("%j and %j: %s", (recorded, asked, difference) => {
  expect(requestDifference(recorded, asked)).toBe(difference);
});

test("of long texts the place is shown where they part", () => {
  const start = "It was a dark and stormy night. ".repeat(50);
  const said = requestDifference(
    { text: `${start}Then it ended.${start}` },
    { text: `${start}Now it began.${start}` },
  );
  expect(said).toMatch(
    /^text was ….*stormy night\. Then it ended\..*…, is ….*stormy night\. Now it began/,
  );
  expect(said.length).toBeLessThan(250);
});
