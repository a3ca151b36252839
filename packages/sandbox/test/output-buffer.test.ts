import * as fc from "fast-check";
import { expect, test } from "vitest";

import { OutputBuffer } from "../src/output-buffer.ts";

test("what is within the cap is kept, however it comes", () => {
  fc.assert(
    fc.property(
      fc.array(fc.uint8Array({ maxLength: 20 })),
      fc.nat({ max: 60 }),
      (chunks, limit) => {
        const buffer = new OutputBuffer(limit);
        for (const chunk of chunks) buffer.push(chunk);
        const all = Buffer.concat(chunks);
        expect(Buffer.from(buffer.bytes())).toEqual(all.subarray(0, limit));
        expect(buffer.full).toBe(all.byteLength > limit);
      },
    ),
  );
});

test("text that is cut ends in a whole character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.nat({ max: 40 }), (text, limit) => {
      const buffer = new OutputBuffer(limit);
      buffer.push(Buffer.from(text));
      const sent = Buffer.from(text).toString();
      expect(sent.startsWith(buffer.text())).toBe(true);
      if (!buffer.full) expect(buffer.text()).toBe(sent);
    }),
  );
});

test("bytes that are no UTF-8 become U+FFFD, and a byte order mark stays", () => {
  const buffer = new OutputBuffer(100);
  buffer.push(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0xff, 0xc3));
  expect(buffer.text()).toBe("\uFEFFa\uFFFD\uFFFD");
});
