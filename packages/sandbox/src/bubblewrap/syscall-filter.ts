/**
 * System calls that give memory which no limit of a process counts (`memfd_create`, System V's), or
 * that open much of the kernel and that no program of a task needs. They fail as if the kernel did not
 * know them.
 */
const denied: Readonly<Record<string, Readonly<Record<"x64" | "arm64", number>>>> = {
  memfd_create: { x64: 319, arm64: 279 },
  memfd_secret: { x64: 447, arm64: 447 },
  shmget: { x64: 29, arm64: 194 },
  msgget: { x64: 68, arm64: 186 },
  semget: { x64: 64, arm64: 190 },
  bpf: { x64: 321, arm64: 280 },
  perf_event_open: { x64: 298, arm64: 241 },
  userfaultfd: { x64: 323, arm64: 282 },
  io_uring_setup: { x64: 425, arm64: 425 },
  add_key: { x64: 248, arm64: 217 },
  request_key: { x64: 249, arm64: 218 },
  keyctl: { x64: 250, arm64: 219 },
};

const architectures = { x64: 0xc000003e, arm64: 0xc00000b7 };
/** Numbers from here on are x86's calls with 32-bit pointers. */
const firstForeign = 0x40000000;

// linux/bpf_common.h and linux/seccomp.h
const load = 0x20;
const jumpIfEqual = 0x15;
const jumpIfAtLeast = 0x35;
const giveBack = 0x06;
const allow = 0x7fff0000;
const notImplemented = 0x00050000 | 38;
const numberOffset = 0;
const architectureOffset = 4;

/** A program for seccomp, as `bwrap --seccomp` reads it; nothing for other processors than these. */
export function syscallFilter(architecture: string = process.arch): Uint8Array | undefined {
  if (architecture !== "x64" && architecture !== "arm64") return undefined;
  const numbers = Object.values(denied).map((call) => call[architecture]);
  // Each jump counts the instructions that it skips; the last one of all says no.
  const last = numbers.length + 5;
  const program: (readonly [number, number, number, number])[] = [
    [load, 0, 0, architectureOffset],
    [jumpIfEqual, 0, last - 2, architectures[architecture]],
    [load, 0, 0, numberOffset],
    [jumpIfAtLeast, last - 4, 0, firstForeign],
    ...numbers.map((number, index) => [jumpIfEqual, last - 5 - index, 0, number] as const),
    [giveBack, 0, 0, allow],
    [giveBack, 0, 0, notImplemented],
  ];
  const bytes = Buffer.alloc(program.length * 8);
  for (const [index, [code, yes, no, value]] of program.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(yes, index * 8 + 2);
    bytes.writeUInt8(no, index * 8 + 3);
    bytes.writeUInt32LE(value >>> 0, index * 8 + 4);
  }
  return bytes;
}
