import * as fc from "fast-check";
import { expect, test } from "vitest";

import { diffLines } from "../../src/virtual/worker/shims/diff-lines.ts";

const lines = fc.array(fc.constantFrom("a", "b", "c"), { maxLength: 12 });

test("what differs, replaced, makes one text of the other", () => {
  fc.assert(
    fc.property(lines, lines, (left, right) => {
      const rebuilt: string[] = [];
      let at = 0;
      for (const { leftFrom, leftTo, rightFrom, rightTo } of diffLines(left, right)) {
        rebuilt.push(...left.slice(at, leftFrom), ...right.slice(rightFrom, rightTo));
        at = leftTo;
      }
      expect([...rebuilt, ...left.slice(at)]).toEqual(right);
    }),
  );
});

test("equal texts have no differences", () => {
  fc.assert(fc.property(lines, (text) => diffLines(text, text).length === 0));
});
