import * as fc from "fast-check";
import { expect, test } from "vitest";

import { Demultiplexer } from "../../src/docker/demultiplexer.ts";

function frame(stream: "stdout" | "stderr", data: Uint8Array): Uint8Array {
  const header = Buffer.alloc(8);
  header[0] = stream === "stdout" ? 1 : 2;
  header.writeUInt32BE(data.byteLength, 4);
  return Buffer.concat([header, data]);
}

test("both streams come out whole, wherever the connection cuts them", () => {
  const frames = fc.array(
    fc.record({
      stream: fc.constantFrom("stdout" as const, "stderr" as const),
      data: fc.uint8Array({ maxLength: 40 }),
    }),
  );
  fc.assert(
    fc.property(frames, fc.array(fc.integer({ min: 1, max: 30 })), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map(({ stream, data }) => frame(stream, data)));
      const came = { stdout: [] as number[], stderr: [] as number[] };
      const demultiplexer = new Demultiplexer((stream, data) => came[stream].push(...data));
      let offset = 0;
      for (const size of [...cuts, bytes.byteLength]) {
        demultiplexer.push(bytes.subarray(offset, offset + size));
        offset += size;
      }
      for (const name of ["stdout", "stderr"] as const) {
        const wanted = sent.filter(({ stream }) => stream === name);
        expect(came[name]).toEqual(wanted.flatMap(({ data }) => [...data]));
      }
    }),
  );
});
