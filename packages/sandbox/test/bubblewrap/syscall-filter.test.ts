import { expect, test } from "vitest";

import { syscallFilter } from "../../src/bubblewrap/syscall-filter.ts";

interface Instruction {
  readonly code: number;
  readonly yes: number;
  readonly no: number;
  readonly value: number;
}

function decode(bytes: Uint8Array): readonly Instruction[] {
  const buffer = Buffer.from(bytes);
  return Array.from({ length: buffer.length / 8 }, (_, index) => ({
    code: buffer.readUInt16LE(index * 8),
    yes: buffer.readUInt8(index * 8 + 2),
    no: buffer.readUInt8(index * 8 + 3),
    value: buffer.readUInt32LE(index * 8 + 4),
  }));
}

/** What the kernel would make of it: the value that the program gives back. */
function verdict(
  program: readonly Instruction[],
  call: { number: number; architecture: number },
): number {
  let loaded = 0;
  for (let at = 0; at < program.length; at += 1) {
    const { code, yes, no, value } = program[at] ?? { code: 0, yes: 0, no: 0, value: 0 };
    if (code === 0x20) loaded = value === 0 ? call.number : call.architecture;
    else if (code === 0x15) at += loaded === value ? yes : no;
    else if (code === 0x35) at += loaded >= value ? yes : no;
    else return value;
  }
  return -1;
}

const allowed = 0x7fff0000;
const notImplemented = 0x00050026;

test.each([
  [
    "x64",
    0xc000003e,
    { memfd_create: 319, shmget: 29, bpf: 321, keyctl: 250 },
    { read: 0, clone3: 435, mmap: 9 },
  ],
  [
    "arm64",
    0xc00000b7,
    { memfd_create: 279, shmget: 194, bpf: 280, keyctl: 219 },
    { read: 63, clone3: 435, mmap: 222 },
  ],
] as const)(
  "on %s it refuses what it names and nothing else",
  (name, architecture, refused, fine) => {
    const program = decode(syscallFilter(name) ?? new Uint8Array());
    for (const number of Object.values(refused)) {
      expect(verdict(program, { number, architecture })).toBe(notImplemented);
    }
    for (const number of Object.values(fine)) {
      expect(verdict(program, { number, architecture })).toBe(allowed);
    }
    // Calls by another architecture's numbers would slip past it.
    expect(verdict(program, { number: 0, architecture: 0x40000003 })).toBe(notImplemented);
    expect(verdict(program, { number: 0x40000000, architecture })).toBe(notImplemented);
  },
);

test("where it knows no numbers there is no filter", () => {
  expect(syscallFilter("riscv64")).toBe(undefined);
});
