import { Writable } from "node:stream";

import type { TerminalStream } from "../command-context.ts";

/**
 * Keeps a process' stdout for lines that a program reads: what anyone else writes there from now on,
 * an agent's module say, goes to stderr.
 */
export function reserveStdout({
  stdout,
  stderr,
}: {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
}): TerminalStream {
  const write = stdout.write.bind(stdout);
  stdout.write = stderr.write.bind(stderr);
  return new Writable({
    decodeStrings: false,
    write: (chunk: string | Uint8Array, _encoding, done) => void write(chunk, () => done()),
  });
}
