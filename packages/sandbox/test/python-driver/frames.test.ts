import * as fc from "fast-check";
import { expect, test } from "vitest";

import { encodeFrame, FrameReader } from "../../src/python-driver/frames.ts";

test("messages come back whole and in order, however their bytes are cut", () => {
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue(), { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
      (messages, cuts) => {
        const bytes = Buffer.concat(messages.map((message) => encodeFrame(message)));
        const reader = new FrameReader(1_000_000);
        const found: unknown[] = [];
        for (let start = 0, turn = 0; start < bytes.length; turn += 1) {
          const length = cuts[turn % cuts.length] ?? 1;
          found.push(...reader.push(bytes.subarray(start, start + length)));
          start += length;
        }
        expect(found).toEqual(JSON.parse(JSON.stringify(messages)));
      },
    ),
  );
});

test("a length that no message has is refused at once", () => {
  expect(() => new FrameReader(1_000).push(Buffer.from("HTTP/1.1 200 OK"))).toThrow(SyntaxError);
});
